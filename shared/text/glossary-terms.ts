/** One word of the glossary. */
export interface Term {
  /** As it is written within a sentence. */
  term: string;
  /** What it means; `[[id]]` and `[[id|words]]` lead to other words, back quotes hold what is typed. */
  text: string;
  /** What else people call it; found by search, and avoided by us. */
  also?: readonly string[];
}

/** Every word of the glossary, by an id that stays when its wording changes. The one source of dialog and page. */
export const TERMS = {
  added: {
    term: "added",
    text: "Not chosen by you, but brought into the export by a [[rule]]. Drawn with a dotted violet ring; the [[trail]] says why.",
    also: ["included"],
  },
  aiida: {
    term: "AiiDA",
    text: "The program that runs calculations, writes down where all data come from, and makes the [[archive|archives]] that Stemma opens.",
  },
  ancestors: {
    term: "ancestors",
    text: "Everything that a [[node]] comes from: its [[incoming]] links followed back to their first inputs. The other way round: descendants.",
    also: ["parents"],
  },
  archive: {
    term: "archive",
    text: "A file, by habit named `.aiida`, with [[node|nodes]], their [[link|links]], [[group|groups]] and files, to be carried from one AiiDA to another.",
    also: ["export file", "dump"],
  },
  attributes: {
    term: "attributes",
    text: "The data that AiiDA itself keeps with a [[node]], as JSON: the cell of a structure, the options of a calculation. Fixed once the node is stored; of a [[process]] once it is [[sealed]].",
    also: ["properties"],
  },
  authinfo: {
    term: "authinfo",
    text: "How one [[user]] logs in to one [[computer]]. May hold user names and paths of keys, so exports leave it out unless you ask.",
    also: ["credentials"],
  },
  basket: {
    term: "basket",
    text: "What you have chosen to export: nodes, [[group|groups]] or everything, before the [[rule|traversal rules]] add to it.",
    also: ["cart", "selection set"],
  },
  "calc-function": {
    term: "calcfunction",
    text: "A [[calculation]] that is a Python function: it creates its data inside AiiDA, without a [[computer]] or a scheduler.",
    also: ["calculation function"],
  },
  "calc-job": {
    term: "calculation job",
    text: "A [[calculation]] that runs a [[code]] on a [[computer]], usually through its scheduler, and takes the files of the run back.",
    also: ["CalcJob"],
  },
  calculation: {
    term: "calculation",
    text: "A [[process]] that creates new [[data]]: a [[calc-job]] or a [[calc-function]]. Drawn as a rose rectangle.",
    also: ["job"],
  },
  chosen: {
    term: "chosen",
    text: "In the [[basket]] because you put it there. Drawn with a solid blue ring.",
    also: ["selected"],
  },
  closure: {
    term: "closure",
    text: "Everything that a [[basket]] comes to when the [[rule|traversal rules]] are followed until nothing new is met. That is what an export holds.",
    also: ["result set"],
  },
  code: {
    term: "code",
    text: "[[data|Data]] that names a program on a [[computer]], such as the `pw.x` of Quantum ESPRESSO. Drawn as a blue pill.",
    also: ["executable"],
  },
  comment: {
    term: "comment",
    text: "What a person wrote about a [[node]] later, with the [[user]] and the time.",
    also: ["note"],
  },
  computer: {
    term: "computer",
    text: "A machine that AiiDA knows, by label and host name. Calculations run there.",
    also: ["host", "cluster"],
  },
  data: {
    term: "data",
    text: "A [[node]] that is no [[process]]: a structure, a number, a dictionary, a file, an array. Drawn as a green pill.",
    also: ["artifact"],
  },
  engine: {
    term: "engine",
    text: "The part of Stemma that reads one [[source]], in a process of its own. When it ends unexpectedly it is started again, and your view returns.",
    also: ["backend", "server"],
  },
  "exit-status": {
    term: "exit status",
    text: "The number with which a [[process]] finished. 0 means that it went as meant; any other says what went wrong, usually with a message.",
    also: ["return code", "exit code"],
  },
  extras: {
    term: "extras",
    text: "Fields that people and plugins may add to a [[node]] and change at any time, as JSON. They are no part of what the node is.",
    also: ["tags", "metadata"],
  },
  failed: {
    term: "failed",
    text: "Of a [[process]]: finished with an [[exit-status]] other than 0, excepted, or killed. Red in every view.",
    also: ["error"],
  },
  filters: {
    term: "filters",
    text: "What the table lists and the graph does not fade. Values of one heading widen the list, headings narrow it. They change neither the [[basket]] nor an export.",
  },
  group: {
    term: "group",
    text: "A named set of [[node|nodes]]. A node may be in many groups. In the [[basket]] a group stands for all its members.",
    also: ["folder", "collection"],
  },
  incoming: {
    term: "incoming",
    text: "Of the [[link|links]] of a [[node]]: those that end at it. They tell what it was made from, or what called it. The others are [[outgoing]].",
    also: ["parent", "input link"],
  },
  "input-link": {
    term: "input (link type)",
    text: "From [[data]] to the [[process]] that used it: `input_calc` to a [[calculation]], `input_work` to a [[workflow]].",
    also: ["input_calc", "input_work"],
  },
  "call-link": {
    term: "call (link type)",
    text: "From a [[workflow]] to a [[process]] that it started: `call_calc` to a [[calculation]], `call_work` to another workflow.",
    also: ["call_calc", "call_work"],
  },
  "create-link": {
    term: "create (link type)",
    text: "From a [[calculation]] to new [[data]] that it made. Each piece of data has at most one such link: its maker.",
    also: ["output"],
  },
  "return-link": {
    term: "return (link type)",
    text: "From a [[workflow]] to [[data]] that it handed back as a result. The workflow did not make the data: a [[calculation]] did, or it was an input.",
    also: ["output"],
  },
  job: {
    term: "job",
    text: "Long work of Stemma that writes something, such as an export; the status bar lists it. What runs on a computer is a [[calc-job]].",
    also: ["task"],
  },
  label: {
    term: "label",
    text: "A short name: that of a [[node]] is given by people, that of a [[link]] says which input or output it is.",
    also: ["title"],
  },
  "left-out": {
    term: "left out",
    text: "Neither [[chosen]] nor [[added]]: no [[rule]] that is on leads there, so an export does not hold it. Drawn faded while the [[basket]] is filled.",
  },
  library: {
    term: "library",
    text: "A place for all archives as one graph. Kept for later: this version of Stemma opens archives and writes new ones.",
  },
  link: {
    term: "link",
    text: "An arrow with a [[link-type|type]] and a [[label]] from one [[node]], its source, to another, its target. Links are what makes [[provenance]] out of nodes.",
    also: ["edge"],
  },
  "link-type": {
    term: "link type",
    text: "What a [[link]] means: `input_calc`, `input_work` ([[input-link|input]]), `create` ([[create-link|create]]), `return` ([[return-link|return]]), `call_calc` or `call_work` ([[call-link|call]]).",
    also: ["relation"],
  },
  log: {
    term: "log",
    text: "What a [[process]] and its parser wrote down while it ran: messages with a time and a level.",
  },
  node: {
    term: "node",
    text: "One thing of which AiiDA keeps record: a piece of [[data]] or a [[process]]. Has a [[uuid]], a [[pk]], [[attributes]], [[extras]], files and [[link|links]].",
    also: ["vertex"],
  },
  outgoing: {
    term: "outgoing",
    text: "Of the [[link|links]] of a [[node]]: those that start from it. They tell what used it, or what it made and called. The others are [[incoming]].",
    also: ["child", "output link"],
  },
  pk: {
    term: "PK",
    text: "The number of a [[node]] inside one archive or profile. In another one the same number is another node: to name a node to somebody, use its [[uuid]].",
    also: ["primary key", "id"],
  },
  process: {
    term: "process",
    text: "A [[node]] for something that ran: a [[calculation]] or a [[workflow]].",
    also: ["run"],
  },
  "process-label": {
    term: "process label",
    text: "The name of what ran, such as `PwCalculation`: the class or function, not the [[label]] that a person gave to the run.",
  },
  "process-state": {
    term: "process state",
    text: "How far a [[process]] came: created, waiting, running, finished (with an [[exit-status]]), excepted (its program raised an error) or killed.",
    also: ["status"],
  },
  profile: {
    term: "profile",
    text: "One database of [[aiida]] with its files. Archives are written from profiles and imported into them. One with SQLite is a folder, which Stemma opens read-only, also while AiiDA works with it.",
    also: ["storage", "store", "core.sqlite_dos"],
  },
  provenance: {
    term: "provenance",
    text: "Where data come from: which [[process]] made them out of which data, back to what people put in by hand.",
    also: ["lineage", "history"],
  },
  "provenance-data": {
    term: "data provenance",
    text: "The part of the graph with [[calculation|calculations]] and the data they used and created: how things were computed, without the workflows around it. “Data” in the graph tools.",
  },
  "provenance-logical": {
    term: "logical provenance",
    text: "The part of the graph with [[workflow|workflows]] and the data they took and returned: why things were computed. “Logical” in the graph tools.",
  },
  remote: {
    term: "remote folder",
    text: "[[data|Data]] that only points to a folder on a [[computer]], such as the scratch of a run. Its files are not in the archive.",
    also: ["RemoteData", "scratch"],
  },
  report: {
    term: "report",
    text: "What a [[work-chain]] wrote about itself while it ran; kept in its [[log]].",
  },
  repository: {
    term: "repository",
    text: "The files kept by [[node|nodes]], each content once, however many nodes have it.",
    also: ["storage"],
  },
  retrieved: {
    term: "retrieved files",
    text: "The files of a [[calc-job]] that AiiDA took back from the [[computer]]. They belong to a folder node of their own, and are listed with the calculation too.",
  },
  rule: {
    term: "traversal rule",
    text: "A [[link-type]] with a direction, such as `create_backward`. An export follows the rules that are on from each [[node]] that is in. Six are switches, six are always on: “Help → Traversal rules” draws them.",
    also: ["filter"],
  },
  sealed: {
    term: "sealed",
    text: "Of a [[process]] that ended: it can change no more. AiiDA takes no archive with a process that is not sealed.",
    also: ["locked"],
  },
  "sender-start": {
    term: "sender's start",
    text: "What the sender of an [[archive]] had chosen, before the [[rule|rules]] added to it. Marked with a flag.",
    also: ["starting set"],
  },
  source: {
    term: "source",
    text: "Something that Stemma has open in a tab: an [[archive]], an unpacked archive folder, or the folder of a [[profile]]. Only ever read. Also the node where a [[link]] starts.",
    also: ["document"],
  },
  trail: {
    term: "trail",
    text: "The [[link|links]] that brought a [[node]] into an export, from one that you chose. Drawn, and said in a sentence below the [[basket]].",
    also: ["path"],
  },
  user: {
    term: "user",
    text: "A person whom AiiDA knows by e-mail address; owns [[node|nodes]], [[group|groups]] and [[comment|comments]]. The address goes along with an export.",
    also: ["author", "owner"],
  },
  uuid: {
    term: "UUID",
    text: "The identity of a [[node]], the same in every archive and profile that holds it. Shown by its first eight characters.",
    also: ["id"],
  },
  verdi: {
    term: "verdi",
    text: "The command line of [[aiida]]. “Copy verdi command” gives the one that exports the same from a [[profile]].",
  },
  "work-chain": {
    term: "work chain",
    text: "A [[workflow]] made of steps, which may take long and be stopped in between. Its name usually ends with `WorkChain`.",
    also: ["WorkChain"],
  },
  "work-function": {
    term: "workfunction",
    text: "A [[workflow]] that is a Python function.",
  },
  workflow: {
    term: "workflow",
    text: "A [[process]] that calls other processes and returns data, but creates none itself: a [[work-chain]] or a [[work-function]]. Drawn as an orange rectangle with a bar.",
    also: ["pipeline"],
  },
} as const satisfies Record<string, Term>;

export type TermId = keyof typeof TERMS;
