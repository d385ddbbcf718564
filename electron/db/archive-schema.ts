/**
 * The tables of an archive, as AiiDA 2.9 creates them (version `main_0001`): names, types, nullability, constraints
 * and indexes equal those of a file that `verdi archive create` wrote, which a test compares. SQLite keeps the order of
 * creation: tables first, so that the exporter can fill them before it pays for the indexes.
 */
export const ARCHIVE_TABLES: readonly string[] = [
  `CREATE TABLE db_dbcomputer (
    id INTEGER NOT NULL,
    uuid VARCHAR(32) NOT NULL,
    label VARCHAR(255) NOT NULL,
    hostname VARCHAR(255) NOT NULL,
    description TEXT NOT NULL,
    scheduler_type VARCHAR(255) NOT NULL,
    transport_type VARCHAR(255) NOT NULL,
    metadata JSON NOT NULL,
    CONSTRAINT db_dbcomputer_pkey PRIMARY KEY (id),
    CONSTRAINT uq_db_dbcomputer_uuid UNIQUE (uuid),
    CONSTRAINT uq_db_dbcomputer_label UNIQUE (label)
  )`,
  `CREATE TABLE db_dbsetting (
    id INTEGER NOT NULL,
    "key" VARCHAR(1024) NOT NULL,
    val JSON,
    description TEXT NOT NULL,
    time DATETIME NOT NULL,
    CONSTRAINT db_dbsetting_pkey PRIMARY KEY (id),
    CONSTRAINT uq_db_dbsetting_key UNIQUE ("key")
  )`,
  `CREATE TABLE db_dbuser (
    id INTEGER NOT NULL,
    email VARCHAR(254) NOT NULL,
    first_name VARCHAR(254) NOT NULL,
    last_name VARCHAR(254) NOT NULL,
    institution VARCHAR(254) NOT NULL,
    CONSTRAINT db_dbuser_pkey PRIMARY KEY (id),
    CONSTRAINT uq_db_dbuser_email UNIQUE (email)
  )`,
  `CREATE TABLE db_dbauthinfo (
    id INTEGER NOT NULL,
    aiidauser_id INTEGER NOT NULL,
    dbcomputer_id INTEGER NOT NULL,
    metadata JSON NOT NULL,
    auth_params JSON NOT NULL,
    enabled BOOLEAN NOT NULL,
    CONSTRAINT db_dbauthinfo_pkey PRIMARY KEY (id),
    CONSTRAINT uq_db_dbauthinfo_aiidauser_id_dbcomputer_id UNIQUE (aiidauser_id, dbcomputer_id),
    CONSTRAINT fk_db_dbauthinfo_aiidauser_id_db_dbuser FOREIGN KEY(aiidauser_id) REFERENCES db_dbuser (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_db_dbauthinfo_dbcomputer_id_db_dbcomputer FOREIGN KEY(dbcomputer_id) REFERENCES db_dbcomputer (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
  )`,
  `CREATE TABLE db_dbgroup (
    id INTEGER NOT NULL,
    uuid VARCHAR(32) NOT NULL,
    label VARCHAR(255) NOT NULL,
    type_string VARCHAR(255) NOT NULL,
    time DATETIME NOT NULL,
    description TEXT NOT NULL,
    extras JSON NOT NULL,
    user_id INTEGER NOT NULL,
    CONSTRAINT db_dbgroup_pkey PRIMARY KEY (id),
    CONSTRAINT uq_db_dbgroup_uuid UNIQUE (uuid),
    CONSTRAINT fk_db_dbgroup_user_id_db_dbuser FOREIGN KEY(user_id) REFERENCES db_dbuser (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT uq_db_dbgroup_label_type_string UNIQUE (label, type_string)
  )`,
  `CREATE TABLE db_dbnode (
    id INTEGER NOT NULL,
    uuid VARCHAR(32) NOT NULL,
    node_type VARCHAR(255) NOT NULL,
    process_type VARCHAR(255),
    label VARCHAR(255) NOT NULL,
    description TEXT NOT NULL,
    ctime DATETIME NOT NULL,
    mtime DATETIME NOT NULL,
    attributes JSON,
    extras JSON,
    repository_metadata JSON NOT NULL,
    dbcomputer_id INTEGER,
    user_id INTEGER NOT NULL,
    CONSTRAINT db_dbnode_pkey PRIMARY KEY (id),
    CONSTRAINT uq_db_dbnode_uuid UNIQUE (uuid),
    CONSTRAINT fk_db_dbnode_dbcomputer_id_db_dbcomputer FOREIGN KEY(dbcomputer_id) REFERENCES db_dbcomputer (id) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_db_dbnode_user_id_db_dbuser FOREIGN KEY(user_id) REFERENCES db_dbuser (id) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED
  )`,
  `CREATE TABLE db_dbcomment (
    id INTEGER NOT NULL,
    uuid VARCHAR(32) NOT NULL,
    dbnode_id INTEGER NOT NULL,
    ctime DATETIME NOT NULL,
    mtime DATETIME NOT NULL,
    user_id INTEGER NOT NULL,
    content TEXT NOT NULL,
    CONSTRAINT db_dbcomment_pkey PRIMARY KEY (id),
    CONSTRAINT uq_db_dbcomment_uuid UNIQUE (uuid),
    CONSTRAINT fk_db_dbcomment_user_id_db_dbuser FOREIGN KEY(user_id) REFERENCES db_dbuser (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_db_dbcomment_dbnode_id_db_dbnode FOREIGN KEY(dbnode_id) REFERENCES db_dbnode (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
  )`,
  `CREATE TABLE db_dbgroup_dbnodes (
    id INTEGER NOT NULL,
    dbnode_id INTEGER NOT NULL,
    dbgroup_id INTEGER NOT NULL,
    CONSTRAINT db_dbgroup_dbnodes_pkey PRIMARY KEY (id),
    CONSTRAINT uq_db_dbgroup_dbnodes_dbgroup_id_dbnode_id UNIQUE (dbgroup_id, dbnode_id),
    CONSTRAINT fk_db_dbgroup_dbnodes_dbnode_id_db_dbnode FOREIGN KEY(dbnode_id) REFERENCES db_dbnode (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_db_dbgroup_dbnodes_dbgroup_id_db_dbgroup FOREIGN KEY(dbgroup_id) REFERENCES db_dbgroup (id) DEFERRABLE INITIALLY DEFERRED
  )`,
  `CREATE TABLE db_dblink (
    id INTEGER NOT NULL,
    input_id INTEGER NOT NULL,
    output_id INTEGER NOT NULL,
    label VARCHAR(255) NOT NULL,
    type VARCHAR(255) NOT NULL,
    CONSTRAINT db_dblink_pkey PRIMARY KEY (id),
    CONSTRAINT fk_db_dblink_input_id_db_dbnode FOREIGN KEY(input_id) REFERENCES db_dbnode (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_db_dblink_output_id_db_dbnode FOREIGN KEY(output_id) REFERENCES db_dbnode (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
  )`,
  `CREATE TABLE db_dblog (
    id INTEGER NOT NULL,
    uuid VARCHAR(32) NOT NULL,
    time DATETIME NOT NULL,
    loggername VARCHAR(255) NOT NULL,
    levelname VARCHAR(50) NOT NULL,
    dbnode_id INTEGER NOT NULL,
    message TEXT NOT NULL,
    metadata JSON NOT NULL,
    CONSTRAINT db_dblog_pkey PRIMARY KEY (id),
    CONSTRAINT uq_db_dblog_uuid UNIQUE (uuid),
    CONSTRAINT fk_db_dblog_dbnode_id_db_dbnode FOREIGN KEY(dbnode_id) REFERENCES db_dbnode (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
  )`,
];

/** Columns with an index of their own, by table; AiiDA's index names repeat the table. */
const INDEXED_COLUMNS = {
  db_dbauthinfo: ["aiidauser_id", "dbcomputer_id"],
  db_dbgroup: ["user_id", "label", "type_string"],
  db_dbnode: ["label", "user_id", "dbcomputer_id", "process_type", "ctime", "node_type", "mtime"],
  db_dbcomment: ["user_id", "dbnode_id"],
  db_dbgroup_dbnodes: ["dbnode_id", "dbgroup_id"],
  db_dblink: ["input_id", "type", "label", "output_id"],
  db_dblog: ["dbnode_id", "loggername", "levelname"],
} as const;

/** One statement an index, in the order AiiDA creates them. */
export const ARCHIVE_INDEXES: readonly string[] = Object.entries(INDEXED_COLUMNS).flatMap(
  ([table, columns]) =>
    columns.map((column) => `CREATE INDEX ix_${table}_${table}_${column} ON ${table} (${column})`),
);

/** The version of the schema above, as `metadata.json` names it. */
export const ARCHIVE_VERSION = "main_0001";

/** The tables of an archive, referred to ones first. `db_dbsetting` is one of AiiDA's that archives may lack. */
export const TABLE_NAMES = ARCHIVE_TABLES.map((statement) => /^CREATE TABLE (\w+)/.exec(statement)![1]!);

/** Columns of a table that its statement declares NOT NULL, `id` left out. */
export function requiredColumns(table: string): string[] {
  return columnLines(table).flatMap(({ name, isRequired }) => (isRequired && name !== "id" ? [name] : []));
}

/** All columns of a table, in their order. */
export function columnsOf(table: string): string[] {
  return columnLines(table).map(({ name }) => name);
}

/** The statement of a table in which the named columns may be null: older archives hold nulls that nobody fills. */
export function tableStatement(table: string, nullable: ReadonlySet<string>): string {
  const lines = statementOf(table).split("\n");
  return lines
    .map((line) => {
      const column = columnIn(line);
      return column && nullable.has(column.name) ? line.replace(" NOT NULL", "") : line;
    })
    .join("\n");
}

/**
 * The table in which AiiDA's migrations note how far they came; natively written archives have none. Nothing reads it:
 * `metadata.json` names the version.
 */
export const MIGRATION_TABLE = `CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
  )`;

function statementOf(table: string): string {
  return ARCHIVE_TABLES[TABLE_NAMES.indexOf(table)]!;
}

function columnLines(table: string) {
  return statementOf(table)
    .split("\n")
    .flatMap((line) => columnIn(line) ?? []);
}

/** A line of a statement that declares a column, as the texts above are laid out. */
function columnIn(line: string): { name: string; isRequired: boolean } | null {
  const found = /^ {4}"?([a-z_]+)"? [A-Z]/.exec(line);
  return found && { name: found[1]!, isRequired: line.includes(" NOT NULL") };
}
