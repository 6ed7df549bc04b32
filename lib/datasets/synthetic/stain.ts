import { randomSource } from "../../core/mod.ts";
import { noiseTiles } from "./noise.ts";
import type { Planes } from "./planes.ts";
import type { Split } from "./plan_objects.ts";

type Rgb = readonly [number, number, number];

/** Optical density of a unit of dye in red, green and blue: Macenko's H&E reference, and blood. */
const dyes: Record<"hematoxylin" | "eosin" | "blood", Rgb> = {
  hematoxylin: [0.5626, 0.7201, 0.4062],
  eosin: [0.2159, 0.8012, 0.5581],
  blood: [0.13, 0.78, 0.72],
};

/** How one slide was stained, lit and focused. */
export interface Slide {
  readonly hematoxylin: Rgb;
  readonly eosin: Rgb;
  readonly blood: Rgb;
  /** Grey levels where nothing lies in the light. */
  readonly white: Rgb;
  /** Rise of brightness from left to right and from top to bottom, share. */
  readonly tilt: readonly [number, number];
  /** Standard deviation of the defocus, reference pixels. */
  readonly blur: number;
  /** Standard deviation of the camera's noise, grey levels. */
  readonly noise: number;
}

/** Draws the slide's own stain, a little off the reference in strength and hue. */
export function planSlide(seed: number, split: Split, index: number): Slide {
  const random = randomSource(seed, "synthetic slide", split, index);
  const dye = (name: keyof typeof dyes, low: number, high: number): Rgb => {
    const strength = random.uniform(low, high);
    return dyes[name].map((density) => {
      return strength * density * (1 + 0.06 * random.normal());
    }) as unknown as Rgb;
  };
  return {
    hematoxylin: dye("hematoxylin", 0.88, 1.15),
    eosin: dye("eosin", 0.8, 1.2),
    blood: dye("blood", 0.85, 1.15),
    white: [
      random.uniform(238, 246),
      random.uniform(235, 243),
      random.uniform(239, 247),
    ],
    tilt: [random.uniform(-0.02, 0.02), random.uniform(-0.02, 0.02)],
    blur: random.uniform(0.45, 0.8),
    noise: random.uniform(1, 2.2),
  };
}

/**
 * Shines light through the dyes (Beer-Lambert: brightness falls exponentially with density) and takes the picture.
 *
 * @returns `height * width * 3` values, RGB interleaved.
 */
export function develop(
  planes: Planes,
  slide: Slide,
  offset: readonly [number, number],
): Uint8Array {
  const { width, height, hematoxylin, eosin, blood } = planes;
  const { white } = noiseTiles();
  const pixels = new Uint8Array(width * height * 3);
  const light = lightTable();
  const [ox, oy] = offset;
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const at = j * width + i;
      const h = hematoxylin[at]!;
      const e = eosin[at]!;
      const b = blood[at]!;
      const lit = 1 + slide.tilt[0] * (i / width - 0.5) +
        slide.tilt[1] * (j / height - 0.5);
      for (let c = 0; c < 3; c++) {
        const density = h * slide.hematoxylin[c]! + e * slide.eosin[c]! +
          b * slide.blood[c]!;
        const step = density <= 0
          ? 0
          : Math.min(lightSteps, (density * lightScale) | 0);
        const noise = slide.noise * white.at(ox + i + 171 * c, oy + j + 89 * c);
        const value = slide.white[c]! * lit * light[step]! + noise;
        pixels[at * 3 + c] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
      }
    }
  }
  return pixels;
}

const lightSteps = 8191;
const lightScale = 2048;
let table: Float32Array | undefined;

/** Share of the light that passes, by density up to 4. */
function lightTable(): Float32Array {
  return table ??= Float32Array.from(
    { length: lightSteps + 1 },
    (_, i) => Math.exp(-(i + 0.5) / lightScale),
  );
}
