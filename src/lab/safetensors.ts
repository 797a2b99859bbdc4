/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header, then the tensors.
 * Source: github.com/huggingface/safetensors, "Format".
 */

export type TensorData = Float32Array | Float16Array | Float64Array | Int32Array | Uint8Array;

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

const TYPES = {
  F16: Float16Array,
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  U8: Uint8Array,
} as const;

type TypeName = keyof typeof TYPES;

interface Entry {
  readonly dtype: TypeName;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/** @param metadata strings only, as the format demands. Tensors are written in the order given. */
export function encodeSafetensors(
  tensors: Readonly<Record<string, NamedTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const size = shape.reduce((n, d) => n * d, 1);
    if (size !== data.length)
      throw new TypeError(`safetensors: ${name} has ${data.length} numbers, shape needs ${size}`);
    header[name] = { dtype: typeName(data), shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** @throws TypeError when the bytes are not a whole safetensors file. */
export function decodeSafetensors(bytes: Uint8Array): {
  tensors: Record<string, NamedTensor>;
  metadata: Record<string, string>;
} {
  if (bytes.length < 8) throw new TypeError(`safetensors: ${bytes.length} bytes are no file`);
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const dataStart = 8 + headerLength;
  if (dataStart > bytes.length)
    throw new TypeError(`safetensors: header of ${headerLength} bytes in a file of ${bytes.length}`);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, dataStart))) as Record<string, Entry>;
  const { __metadata__: metadata = {}, ...entries } = header as Record<string, unknown>;
  const tensors = Object.entries(entries as Record<string, Entry>).map(([name, entry]): [string, NamedTensor] => {
    const [start, end] = entry.data_offsets;
    const type = TYPES[entry.dtype];
    if (!type) throw new TypeError(`safetensors: ${name} has unknown dtype ${String(entry.dtype)}`);
    const size = entry.shape.reduce((n, d) => n * d, 1);
    if (dataStart + end > bytes.length || end - start !== size * type.BYTES_PER_ELEMENT) {
      throw new TypeError(`safetensors: ${name} does not fit its file`);
    }
    // A copy of its own: Buffers share memory, and offsets need not be aligned.
    const copy = Uint8Array.from(bytes.subarray(dataStart + start, dataStart + end));
    return [name, { shape: entry.shape, data: new type(copy.buffer) }];
  });
  return { tensors: Object.fromEntries(tensors), metadata: metadata as Record<string, string> };
}

/**
 * The numbers of every tensor without its shape: parameters, or a training state.
 * @throws TypeError where one is not of float32.
 */
export function decodeFloat32(bytes: Uint8Array): Record<string, Float32Array> {
  const { tensors } = decodeSafetensors(bytes);
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { data }]) => {
      if (!(data instanceof Float32Array)) throw new TypeError(`safetensors: ${name} is ${typeName(data)}, not F32`);
      return [name, data];
    }),
  );
}

function typeName(data: TensorData): TypeName {
  const found = Object.entries(TYPES).find(([, type]) => data instanceof type);
  if (!found) throw new TypeError('safetensors: unsupported array type');
  return found[0] as TypeName;
}
