/** Vulkan for tests: a real driver, or SwiftShader out of Debian's chromium package. */
import { existsSync, readdirSync } from 'node:fs';

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const LOADERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
const DRIVERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];

/** Null where WebGPU can run; else why not. Points the Vulkan loader to SwiftShader where that is all there is. */
export function vulkanMissing(): string | null {
  if (process.platform !== 'linux') return null;
  if (!LOADERS.some((folder) => existsSync(`${folder}/libvulkan.so.1`))) return 'no libvulkan1';
  if (process.env['VK_ICD_FILENAMES'] || process.env['VK_DRIVER_FILES']) return null;
  if (existsSync(SWIFTSHADER)) {
    process.env['VK_ICD_FILENAMES'] = SWIFTSHADER;
    process.env['XDG_RUNTIME_DIR'] ??= '/tmp';
    return null;
  }
  const hasDriver = DRIVERS.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
  return hasDriver ? null : 'no Vulkan driver';
}
