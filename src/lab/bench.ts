export async function bench(_device: string): Promise<Record<string, number>> { return {}; }
