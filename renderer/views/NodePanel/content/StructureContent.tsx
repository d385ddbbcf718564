import { useQuery } from "@tanstack/react-query";
import type { EngineOutput } from "../../../../shared/ipc/engine-contract.ts";
import { escapeLine } from "../../../../shared/text/escape.ts";
import { DataTable, type DataColumn } from "../../../components/DataTable/DataTable.tsx";
import { ErrorNotice } from "../../../components/ErrorNotice.tsx";
import { countOf, formatCount } from "../../../components/number-text.ts";
import { engineQuery } from "../../../queries/engine-query.ts";
import { useSourceId } from "../../../state/source-view.ts";
import { Fact } from "../Facts.tsx";
import { StructureDrawing } from "./StructureDrawing.tsx";
import { fixed, formulaParts, mergeEqual } from "./content-kind.ts";

type Structure = EngineOutput<"node.structure">;

const AXES = ["x", "y", "z"];

/** A structure in numbers: formula, lattice, and the sites. */
export function StructureContent({ nodeId }: { nodeId: number }) {
  const { data, error } = useQuery(engineQuery(useSourceId(), "node.structure", { nodeId }));
  if (error) return <ErrorNotice error={error} />;
  if (!data) return <p className="node-empty">Reading the structure…</p>;
  return (
    <div className="content">
      <StructureDrawing structure={data} />
      <p className="formula selectable">
        <Formula formula={data.formula} />
      </p>
      <dl className="facts">
        {mergeEqual(["a", "b", "c"], data.lengths, 4).map(([names, value]) => (
          <Fact key={names} name={names}>
            {value} Å
          </Fact>
        ))}
        {mergeEqual(["α", "β", "γ"], data.angles, 3).map(([names, value]) => (
          <Fact key={names} name={names}>
            {value}°
          </Fact>
        ))}
        <Fact name="Volume">{fixed(data.volume, 2)} Å³</Fact>
        {data.density !== null && <Fact name="Density">{fixed(data.density, 3)} g/cm³</Fact>}
        <Fact name="Periodic in">{periodicText(data.pbc)}</Fact>
      </dl>
      <Cell cell={data.cell} />
      <Sites structure={data} />
    </div>
  );
}

function Formula({ formula }: { formula: string }) {
  return formulaParts(formula).map((part, i) =>
    // oxlint-disable-next-line react/no-array-index-key
    i % 2 === 1 ? <sub key={i}>{part}</sub> : <span key={i}>{escapeLine(part)}</span>,
  );
}

function Cell({ cell }: { cell: Structure["cell"] }) {
  const columns = vectorColumns([{ key: "vector", name: "", isNumber: false, width: 2 }]);
  return (
    <section className="content-section">
      <h3 className="section-heading">Cell vectors in Å</h3>
      <DataTable
        label="Cell vectors"
        columns={columns}
        rowCount={cell.length}
        cell={(row, column) =>
          column === 0 ? `a${"₁₂₃"[row] ?? ""}` : fixed(cell[row]?.[column - 1] ?? Number.NaN, 5)
        }
      />
    </section>
  );
}

function Sites({ structure }: { structure: Structure }) {
  const { sites, siteCount } = structure;
  const widest = (texts: readonly string[]) =>
    Math.min(
      16,
      texts.reduce((most, text) => Math.max(most, text.length), 5),
    );
  const isNamed = sites.some(({ kind, symbols }) => kind !== symbols);
  const columns = vectorColumns([
    {
      key: "kind",
      name: isNamed ? "kind" : "atom",
      isNumber: false,
      width: widest(sites.map(({ kind }) => kind)),
    },
    ...(isNamed
      ? [
          {
            key: "symbols",
            name: "atoms",
            isNumber: false,
            width: widest(sites.map(({ symbols }) => symbols)),
          },
        ]
      : []),
  ]);
  const names = columns.length - AXES.length;
  const text = (row: number, column: number) => {
    const site = sites[row]!; // the table asks for rows that it was told of
    if (column >= names) return fixed(site.position[column - names] ?? Number.NaN, 5);
    return escapeLine(column === 0 ? site.kind : site.symbols);
  };
  return (
    <section className="content-section">
      <h3 className="section-heading">
        {countOf(siteCount, "site")}, positions in Å
        {siteCount > sites.length && `, the first ${formatCount(sites.length)} listed`}
      </h3>
      <DataTable label="Sites" columns={columns} rowCount={sites.length} cell={text} />
    </section>
  );
}

function vectorColumns(first: readonly DataColumn[]): DataColumn[] {
  return [...first, ...AXES.map((name) => ({ key: name, name, isNumber: true, width: 8 }))];
}

function periodicText(pbc: readonly boolean[]): string {
  const axes = ["a", "b", "c"].filter((_, i) => pbc[i]);
  return axes.length === 0 ? "no direction: a molecule" : axes.join(", ");
}
