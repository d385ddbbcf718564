const MAIN_THREAD = "CrRendererMain";
const READ_BYTES = 4 * 1024 * 1024;

/**
 * Record every task of the page's main thread. On a machine with neighbours the time on the clock says little: the
 * browser also counts the processor time that each task took.
 * @returns What ends the recording, and then says of its tasks: milliseconds of the longest by the clock (`block`), by the
 * processor (`cpu`), of all by the processor (`total`).
 */
export async function recordTasks(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Tracing.start", {
    transferMode: "ReturnAsStream",
    traceConfig: { includedCategories: ["toplevel"], excludedCategories: ["*"] },
  });
  return async () => {
    const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
    await session.send("Tracing.end");
    const { stream } = await complete;
    const { traceEvents } = JSON.parse(await readAll(session, stream));
    await session.detach();
    return longestOf(tasksOf(traceEvents));
  };
}

/** Complete tasks of the main threads of pages. Tasks within tasks are part of the outer one, which is longer. */
function tasksOf(events) {
  const threads = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args.name === MAIN_THREAD)
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  return events.filter(
    ({ name, pid, tid, dur }) =>
      name.endsWith("RunTask") && dur !== undefined && threads.has(`${pid}:${tid}`),
  );
}

function longestOf(tasks) {
  const milliseconds = (value) => Math.round(value / 100) / 10;
  return {
    block: milliseconds(Math.max(0, ...tasks.map(({ dur }) => dur))),
    cpu: milliseconds(Math.max(0, ...tasks.map(({ tdur }) => tdur ?? 0))),
    total: milliseconds(tasks.reduce((sum, { tdur }) => sum + (tdur ?? 0), 0)),
  };
}

async function readAll(session, handle) {
  let text = "";
  for (;;) {
    const { data, eof, base64Encoded } = await session.send("IO.read", { handle, size: READ_BYTES });
    text += base64Encoded ? Buffer.from(data, "base64").toString() : data;
    if (eof) return text;
  }
}
