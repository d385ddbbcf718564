// node build/packaging/icons/render.mjs: draw the PNGs of both icons from their SVGs, with the browser that is at hand
// anyway. Run by hand after an SVG has changed; the PNGs are kept in the repository.
import fs from "node:fs";
import path from "node:path";
import { openApp } from "../../runtime/drive-app.mjs";
import { withDisplay } from "../../runtime/virtual-display.mjs";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const SIZES = [16, 22, 24, 32, 48, 64, 128, 256, 512];
/** Up to this size a drawing of its own: lines of the big one would be thinner than a pixel. */
const SMALL_UP_TO = 24;
const ICONS = { app: "stemma", document: "aiida-archive" };

await withDisplay(async () => {
  const { app, page } = await openApp({});
  for (const [kind, name] of Object.entries(ICONS)) {
    fs.mkdirSync(path.join(here, kind), { recursive: true });
    for (const size of SIZES) {
      const drawing = path.join(here, `${name}${size <= SMALL_UP_TO ? "-small" : ""}.svg`);
      const png = await page.evaluate(draw, { svg: fs.readFileSync(drawing, "utf8"), size });
      fs.writeFileSync(path.join(here, kind, `${size}x${size}.png`), Buffer.from(png, "base64"));
    }
  }
  await app.close();
});

/** Runs in the page. */
async function draw({ svg, size }) {
  const image = new Image(size, size);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.replace("<svg ", `<svg width="${size}" height="${size}" `))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  canvas.getContext("2d").drawImage(image, 0, 0, size, size);
  return canvas.toDataURL("image/png").split(",")[1];
}
