/** A landscape drawn from a seed, pixel by pixel: what the sign-in pages hang on the wall. */
type Colour = readonly [number, number, number];

interface Palette {
  high: Colour;
  low: Colour;
  sun: Colour;
  far: Colour;
  near: Colour;
}

const palettes: readonly Palette[] = [
  { high: [22, 34, 58], low: [232, 150, 92], sun: [255, 222, 168], far: [196, 122, 96], near: [14, 18, 28] },
  { high: [38, 62, 74], low: [222, 206, 170], sun: [255, 244, 214], far: [150, 168, 160], near: [16, 28, 32] },
  { high: [16, 20, 44], low: [150, 84, 110], sun: [255, 196, 150], far: [110, 72, 112], near: [10, 10, 24] },
  { high: [88, 108, 120], low: [240, 196, 134], sun: [255, 236, 190], far: [206, 160, 118], near: [34, 30, 32] },
  { high: [12, 34, 40], low: [120, 178, 160], sun: [236, 252, 226], far: [84, 136, 130], near: [6, 18, 22] },
];

/** Small, fast, repeatable random numbers in [0, 1). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function noise(next: () => number): (x: number) => number {
  const values = Array.from({ length: 256 }, next);
  const at = (index: number) => values[index & 255] ?? 0;
  const smooth = (x: number) => {
    const cell = Math.floor(x);
    const part = x - cell;
    const eased = part * part * (3 - 2 * part);
    return at(cell) * (1 - eased) + at(cell + 1) * eased;
  };
  return (x) =>
    smooth(x) * 0.52 +
    smooth(x * 2.1 + 19) * 0.26 +
    smooth(x * 4.3 + 47) * 0.13 +
    smooth(x * 9.1 + 83) * 0.06 +
    smooth(x * 21 + 7) * 0.03;
}

function mix(a: Colour, b: Colour, share: number): Colour {
  const part = Math.min(1, Math.max(0, share));
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part];
}

const ridges = 7;

/** RGBA bytes of the picture, `width` × `height`, the same for the same seed. */
export function paintPrint(width: number, height: number, seed: number): Uint8ClampedArray<ArrayBuffer> {
  const next = random(seed);
  const palette = palettes[Math.floor(next() * palettes.length)] ?? (palettes[0] as Palette);
  const sunX = width * (0.25 + next() * 0.5);
  const sunY = height * (0.24 + next() * 0.16);
  const sunSize = width * (0.05 + next() * 0.05);
  const line = noise(next);
  const heights = Array.from({ length: ridges }, (_, ridge) => {
    const depth = ridge / (ridges - 1);
    const base = height * (0.46 + 0.5 * depth ** 1.25);
    const swing = height * (0.13 + 0.12 * depth);
    const stretch = 2.2 + depth * 2.4;
    return Float32Array.from(
      { length: width },
      (_, x) => base - swing * (line((x / width) * stretch + ridge * 31.7) - 0.32),
    );
  });
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const sky = mix(palette.high, palette.low, (y / (height * 0.62)) ** 1.5);
    for (let x = 0; x < width; x += 1) {
      const distance = Math.hypot(x - sunX, y - sunY);
      const glow = Math.exp(-distance / (width * 0.2)) * 0.55;
      const disc = Math.max(glow, Math.min(1, (sunSize - distance) / 1.5 + 0.5));
      let colour = mix(sky, palette.sun, disc);
      for (let ridge = 0; ridge < ridges; ridge += 1) {
        const top = heights[ridge]?.[x] ?? height;
        if (y < top) continue;
        const depth = ridge / (ridges - 1);
        const rock = mix(palette.far, palette.near, depth ** 0.8);
        // Mist gathers at the foot of each ridge, more of it far away.
        const mist = (1 - depth) * Math.min(0.6, ((y - top) / height) * 4);
        colour = mix(rock, mix(palette.low, palette.far, depth), mist);
      }
      const grain = (next() - 0.5) * 11;
      const at = (y * width + x) * 4;
      pixels[at] = colour[0] + grain;
      pixels[at + 1] = colour[1] + grain;
      pixels[at + 2] = colour[2] + grain;
      pixels[at + 3] = 255;
    }
  }
  return pixels;
}
