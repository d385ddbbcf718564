// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useCommand } from "../../commands/commands.ts";
import { useLayout } from "../../state/layout.ts";
import { hostForTest } from "../../testing/window-for-test.tsx";
import { TourOffer } from "./TourOffer.tsx";

let asked: [string, unknown][];
let tours = 0;
beforeEach(() => {
  tours = 0;
  useLayout.setState(useLayout.getInitialState(), true);
  asked = hostForTest({
    "layout.set": ({ flags }: { flags: Record<string, boolean> }) => ({ panels: {}, flags }),
  });
});
afterEach(cleanup);

function Page() {
  useCommand("tour", () => void tours++);
  return (
    <main>
      <button type="button">Open archive…</button>
      <TourOffer />
    </main>
  );
}

const offer = () => screen.queryByText(/New here\?/);

test("nothing is offered before it is known whether it was offered", () => {
  render(<Page />);
  expect(offer()).toBeNull();
});

test("a newcomer starts it from here", () => {
  useLayout.setState({ flags: {} });
  render(<Page />);
  fireEvent.click(screen.getByRole("button", { name: "Start the tour" }));
  expect(tours).toBe(1);
});

test("“Not now” is remembered, and the focus stays on the page", async () => {
  useLayout.setState({ flags: {} });
  render(<Page />);
  fireEvent.click(screen.getByRole("button", { name: "Not now" }));
  expect(document.activeElement?.textContent).toBe("Open archive…");
  await waitFor(() => expect(offer()).toBeNull());
  expect(asked).toEqual([["layout.set", { flags: { tourSeen: true } }]]);
});

test("who has seen it is not asked", () => {
  useLayout.setState({ flags: { tourSeen: true } });
  render(<Page />);
  expect(offer()).toBeNull();
});
