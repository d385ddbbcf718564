import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { defaultSwitches } from "../../state/default-rules.ts";
import { type ImportRequest, importLookedAt } from "../../state/import-request.ts";
import { useSources } from "../../state/sources.ts";
import {
  compareQuery,
  DEFAULT_OPTIONS,
  type ImportOptions,
  previewQuery,
  type PreviewProgress,
} from "./import-calls.ts";
import { comparedPart, freshSettings, type OwnSettings, planOf } from "./import-plan.ts";

/** In that time the figures stand on the screen; then the panes behind the dialog keep the window busy for as long. */
const SHOWN_MS = 200;

/** All that the dialog holds: options of all files and of single ones, and what they would come to. */
export function useImportForm({ sourceId, files, chosen }: ImportRequest) {
  const [options, setOptions] = useState<ImportOptions>(DEFAULT_OPTIONS);
  const [own, setOwn] = useState<Readonly<Record<string, OwnSettings>>>({});
  const [progress, setProgress] = useState<PreviewProgress>(null);
  const library = useSources(({ tabs }) => tabs.find(({ info }) => info.sourceId === sourceId));
  // Asked while the library is being opened as well: its engine answers as soon as it has it.
  const isThere = library !== undefined && library.status !== "failed" && library.status !== "lost";

  const settingsOf = (token: string) => own[token] ?? freshSettings(chosen[token], defaultSwitches());
  const all = Object.fromEntries(files.map(({ token }) => [token, settingsOf(token)]));
  const plan = planOf(files, options, all, chosen);
  const preview = useQuery({ ...previewQuery(sourceId, files, plan, setProgress), enabled: isThere });
  const isCounting = preview.isFetching || preview.isPlaceholderData;

  // Behind the counts, which are what is waited for, and one file after the other.
  const client = useQueryClient();
  let isTurn = isThere && preview.data !== undefined && !isCounting;
  const comparisons = useQueries({
    queries: files.map(({ token }) => {
      const query = compareQuery(sourceId, token, comparedPart(settingsOf(token), chosen[token]));
      const enabled = isTurn;
      const state = client.getQueryState(query.queryKey);
      isTurn &&= state !== undefined && state.status !== "pending";
      return { ...query, enabled };
    }),
  });

  // Asked of the results, so that each that ends draws the dialog anew, and the next one gets its turn.
  const areCompared = comparisons.every(({ isPending }) => !isPending);
  const isLookedAt = !isThere || preview.isError || areCompared;
  useEffect(() => {
    const timer = isLookedAt ? setTimeout(importLookedAt, SHOWN_MS) : undefined;
    return () => clearTimeout(timer);
  }, [isLookedAt]);

  const places = new Map(files.map(({ token }, place) => [token, place]));
  const outcomes = new Map(preview.data?.map((found) => [found.file, found]));
  return {
    library,
    /** The library answers, or will. */
    isThere,
    options,
    settingsOf,
    plan,
    preview,
    progress,
    /** Figures that are shown are those before a change. */
    isCounting,
    comparisonOf: (token: string) => comparisons[places.get(token) ?? -1],
    outcomeOf: (token: string) => outcomes.get(token),
    changeOptions: (change: Partial<ImportOptions>) => setOptions({ ...options, ...change }),
    changeOwn: (token: string, change: Partial<OwnSettings>) =>
      setOwn({ ...own, [token]: { ...settingsOf(token), ...change } }),
  };
}

export type ImportFormState = ReturnType<typeof useImportForm>;
