/**
 * A few lines that stay at the bottom of a terminal and are replaced in place, while everything else that is
 * written to the stream goes above them.
 */
import { widthOf } from './width.ts';

// A synchronized update is shown at once; terminals that do not know it ignore it.
const [BEGIN_UPDATE, END_UPDATE] = ['\x1b[?2026h', '\x1b[?2026l'];
const [HIDE_CURSOR, SHOW_CURSOR] = ['\x1b[?25l', '\x1b[?25h'];

export interface Screen {
  /** Replaces the lines below; logged text that waits goes above them. One write, none where nothing changed. */
  readonly show: (lines: readonly string[]) => void;
  /** A line that stays, from the next `show` on. */
  readonly log: (line: string) => void;
  /** Leaves what was logged and the cursor, takes the lines away. May be called again. */
  readonly close: () => void;
}

/** From here until `close`, what others write to `stream` is logged. */
export function openScreen(stream: NodeJS.WriteStream): Screen {
  const original = Object.getOwnPropertyDescriptor(stream, 'write');
  const write = stream.write.bind(stream);
  let shown: readonly string[] = [];
  let waiting = '';
  let isOpen = true;

  const replace = (lines: readonly string[], logged: string): void => {
    const frame = lines.map((line) => `${line}\n`).join('');
    write(`${BEGIN_UPDATE}${HIDE_CURSOR}${eraseText(shown, stream.columns)}${logged}${frame}${END_UPDATE}`);
    shown = lines;
  };
  const takeIn = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    waiting += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const done = rest.find((argument) => typeof argument === 'function');
    if (done) process.nextTick(done);
    return true;
  };
  stream.write = takeIn;

  return {
    show: (lines) => {
      // The beginning of a line waits for its end.
      const end = waiting.lastIndexOf('\n') + 1;
      const logged = waiting.slice(0, end);
      waiting = waiting.slice(end);
      if (logged !== '' || lines.join('\n') !== shown.join('\n')) replace(lines, logged);
    },
    log: (line) => {
      waiting += `${waiting === '' || waiting.endsWith('\n') ? '' : '\n'}${line}\n`;
    },
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      replace([], waiting);
      write(SHOW_CURSOR);
      if (original) Object.defineProperty(stream, 'write', original);
      else Reflect.deleteProperty(stream, 'write');
    },
  };
}

/**
 * Terminals fold lines that no longer fit once they are made narrower. Line by line: some take a screen that is
 * cleared in one go for one to keep in their history.
 */
function eraseText(lines: readonly string[], columns: number): string {
  const height = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / (columns || 80))), 0);
  return `\r${'\x1b[1A\x1b[2K'.repeat(height)}`;
}
