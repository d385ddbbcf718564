import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useOpenMenu } from "../../components/ContextMenu/open-menu.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import type { SceneEvents } from "../../graph/canvas/pointer.ts";
import { isFaded } from "../../graph/drawing.ts";
import { NOWHERE, type WalkState } from "../../graph/walk.ts";
import { useSourceId, useView, useViewActions, viewOf } from "../../state/source-view.ts";
import { AskToDraw } from "./AskToDraw.tsx";
import { boardOf } from "./graph-boards.ts";
import { EmptyGraph } from "./EmptyGraph.tsx";
import { GraphCanvas } from "./GraphCanvas.tsx";
import { openGraphMenu } from "./graph-menu.ts";
import { GraphLegend } from "./GraphLegend.tsx";
import { GraphOutline } from "./GraphOutline.tsx";
import { GraphTip, type Tip } from "./GraphTip.tsx";
import { MiniMap } from "./MiniMap.tsx";
import { TrailNote } from "./TrailNote.tsx";
import { useGraphCommands } from "./use-graph-commands.ts";
import { useGraphData } from "./use-graph-data.ts";
import { useGraphKeys } from "./use-graph-keys.ts";
import { useGraphMarks } from "./use-graph-marks.ts";
import { useHoverTrail } from "./use-hover-trail.ts";
import "./ProvenanceGraph.css";

/** The provenance of the source at hand as a picture, with an equal outline beside it. */
export function ProvenanceGraph() {
  const sourceId = useSourceId();
  const board = boardOf(sourceId);
  const view = useViewActions();
  const [spoken, setSpoken] = useState("");
  const [walked, setWalked] = useWalk();
  const isMenuOpen = useOpenMenu((state) => state.menu !== null);
  const [tip, setTip] = useState<Tip | null>(null);
  const canvas = useRef<HTMLDivElement>(null);

  const data = useGraphData(board);
  const { drawing, isBusy, failure } = useSyncExternalStore(board.subscribe, board.getState);
  const { marks, trail, trailId } = useGraphMarks(board, walked.cursorId);
  const { actions, askCount, answer } = useGraphCommands(board, setSpoken);
  const hoverTrail = useHoverTrail(marks.basket?.added ?? null);
  useCenterRequests(board);
  const arrangement = useView((view) => view.arrangement);
  useEffect(() => board.arrange(arrangement), [board, arrangement]);
  const onKeyDown = useGraphKeys({
    board,
    actions,
    walked,
    setWalked,
    openMenu: (nodeId, at) => openGraphMenu(sourceId, board, nodeId, at),
    announce: setSpoken,
  });

  const onTap = useCallback(
    (nodeId: number | null, { toggles }: { toggles: boolean }) => {
      const { markedIds } = viewOf(sourceId).getState();
      if (nodeId === null) {
        if (!toggles) view.choose(null);
      } else if (!toggles) view.choose(nodeId);
      else if (markedIds.has(nodeId)) view.mark([...markedIds].filter((id) => id !== nodeId));
      else view.mark([...markedIds, nodeId]);
    },
    [sourceId, view],
  );
  const latest = useRef({ onTap, actions, hoverTrail });
  useEffect(() => {
    latest.current = { onTap, actions, hoverTrail };
  });
  const events = useMemo<SceneEvents>(
    () => ({
      onTap: (nodeId, keys) => latest.current.onTap(nodeId, keys),
      onOpen: (nodeId) => latest.current.actions.expand([nodeId]),
      onMenu(nodeId, at) {
        canvas.current?.focus();
        openGraphMenu(sourceId, board, nodeId, at);
      },
      onBox: (nodeIds) => view.mark([...viewOf(sourceId).getState().markedIds, ...nodeIds]),
      onHover(nodeId) {
        latest.current.hoverTrail(nodeId);
        setTip(nodeId === null ? null : { kind: "node", nodeId });
      },
      onHoverLink: (linkId, at) => setTip(linkId === null ? null : { kind: "link", linkId, at }),
      onViewport() {
        setTip(null);
        board.noteViewport();
      },
    }),
    [board, sourceId, view],
  );

  const isAllOutside = useMemo(
    () =>
      marks.basket === null &&
      drawing.nodes.size > 0 &&
      [...drawing.nodes.keys()].every((nodeId) => isFaded(nodeId, marks)),
    [drawing, marks],
  );
  const saysTrail = trail !== null && tip?.kind === "node" && tip.nodeId === trailId;
  return (
    <section className="graph-region" aria-label="Provenance graph">
      <div className="graph-stage">
        <GraphOutline drawing={drawing} board={board} />
        <div className="graph-field">
          <GraphCanvas ref={canvas} board={board} events={events} onKeyDown={onKeyDown} />
          {tip && !isMenuOpen && !saysTrail && (
            <GraphTip tip={tip} drawing={drawing} camera={board.scene.camera} />
          )}
          {trail && trailId !== null && <TrailNote board={board} nodeId={trailId} steps={trail} />}
          <MiniMap board={board} drawing={drawing} marks={marks} />
          {data.error && (
            <div className="graph-message">
              <ErrorNotice error={data.error} action={{ label: "Try again", run: data.retry }} />
            </div>
          )}
          {failure && !data.error && (
            <div className="graph-message" role="alert">
              The picture could not be laid out: {failure}
            </div>
          )}
          {!data.error &&
            drawing.nodes.size === 0 &&
            (data.isPending || isBusy ? (
              <p className="graph-message quiet">Drawing…</p>
            ) : (
              <EmptyGraph total={data.total} shownCount={data.shownCount} actions={actions} />
            ))}
          {isAllOutside && (
            <p role="status" className="graph-message quiet at-top">
              None of the nodes shown passes the filters.
            </p>
          )}
        </div>
      </div>
      <GraphLegend
        drawing={drawing}
        marks={marks}
        total={data.total}
        shownCount={data.shownCount}
        actions={actions}
      />
      <div className="visually-hidden" aria-live="polite">
        {spoken}
      </div>
      {askCount && <AskToDraw count={askCount.length} onAnswer={answer} />}
    </section>
  );
}

/** Where the arrow keys are. It follows the chosen node when that is changed elsewhere. */
function useWalk(): [WalkState, (next: WalkState) => void] {
  const focusedId = useView((view) => view.focusedId);
  const [walked, setWalked] = useState({ state: NOWHERE, focusedId });
  const isCurrent = walked.focusedId === focusedId || walked.state.cursorId === focusedId;
  const state = isCurrent ? walked.state : { ...NOWHERE, cursorId: focusedId };
  return [state, (next) => setWalked({ state: next, focusedId })];
}

/** Bring nodes into view that other views ask for; one that is not in the picture joins it. */
function useCenterRequests(board: ReturnType<typeof boardOf>): void {
  const center = useView((view) => view.center);
  const isReady = useView((view) => view.shown !== null);
  const { addShown } = useViewActions();
  const sourceId = useSourceId();
  useEffect(() => {
    if (!center || !isReady || !board.takesRequest(center.serial)) return;
    const isShown = viewOf(sourceId).getState().shown?.has(center.nodeId) === true;
    if (!isShown) addShown([center.nodeId]);
    board.centerOn(center.nodeId, { comes: !isShown });
  }, [addShown, board, center, isReady, sourceId]);
}
