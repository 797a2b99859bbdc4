/** Makes a program smaller without changing what it does: what only debuggers read is left out. */

const ELF_64_LITTLE_ENDIAN = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);

/**
 * A 64-bit ELF program up to the last byte that its program headers name, which is all that the system loads:
 * symbol and debug tables follow behind it. Anything else comes back as it is.
 *
 * Offsets: System V ABI, ELF-64 object file format, figures 2 and 6.
 */
export function withoutDebugTables(program: Uint8Array): Uint8Array {
  const bytes = Buffer.from(program);
  if (!bytes.subarray(0, 6).equals(ELF_64_LITTLE_ENDIAN)) return program;
  const headers = Number(bytes.readBigUInt64LE(0x20));
  const [size, count] = [bytes.readUInt16LE(0x36), bytes.readUInt16LE(0x38)];
  const ends = Array.from({ length: count }, (_, i) => {
    const header = headers + i * size;
    const [offset, length] = [bytes.readBigUInt64LE(header + 0x08), bytes.readBigUInt64LE(header + 0x20)];
    return Number(offset + length);
  });
  const loaded = bytes.subarray(0, Math.max(headers + count * size, ...ends));
  // No section headers: they described what was cut off.
  loaded.writeBigUInt64LE(0n, 0x28);
  loaded.writeUInt16LE(0, 0x3c);
  loaded.writeUInt16LE(0, 0x3e);
  return loaded;
}
