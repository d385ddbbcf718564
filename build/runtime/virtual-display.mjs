import { spawn } from "node:child_process";

const START_LIMIT_MS = 15_000;

/** True if a window can be shown: always on macOS and Windows, on Linux with X11 or Wayland. */
export function hasDisplay() {
  return process.platform !== "linux" || !!process.env.DISPLAY || !!process.env.WAYLAND_DISPLAY;
}

/**
 * Start a virtual screen on a free number. Xvfb picks the number itself, so that several can run at once.
 * @returns The value for DISPLAY, and how to end it.
 */
async function startVirtualDisplay(size = "1920x1200x24") {
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", size, "-nolisten", "tcp", "-noreset"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const stop = () => screen.kill();
  process.once("exit", stop);
  const number = await new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error("The virtual display did not start.")), START_LIMIT_MS);
    screen.on("error", reject);
    screen.on("exit", (code) => reject(new Error(`The virtual display ended with status ${code}.`)));
    screen.stdio[3].on("data", (data) => {
      text += data;
      if (!text.includes("\n")) return;
      clearTimeout(timer);
      resolve(text.trim());
    });
  });
  return { display: `:${number}`, stop };
}

/** Do some work with a display: the one at hand, else a virtual one in `process.env.DISPLAY` meanwhile. */
export async function withDisplay(work) {
  if (hasDisplay()) return work();
  const { display, stop } = await startVirtualDisplay();
  process.env.DISPLAY = display;
  try {
    return await work();
  } finally {
    delete process.env.DISPLAY;
    stop();
  }
}
