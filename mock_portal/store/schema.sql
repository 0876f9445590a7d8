CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS accounts (
  username TEXT PRIMARY KEY,
  password TEXT NOT NULL,
  complainant TEXT NOT NULL,
  email TEXT NOT NULL,
  identity TEXT NOT NULL,
  first_identity TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  disabled INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS sessions (
  token TEXT PRIMARY KEY,
  username TEXT NOT NULL,
  csrf TEXT NOT NULL,
  created_at TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  data TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS iprs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  type TEXT NOT NULL,
  place TEXT NOT NULL,
  country TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL,
  fields TEXT NOT NULL DEFAULT '{}',
  name TEXT NOT NULL DEFAULT '',
  registration_number TEXT NOT NULL DEFAULT '',
  holder TEXT NOT NULL DEFAULT '',
  reasons TEXT NOT NULL DEFAULT '[]',
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  submitted_at TEXT,
  submissions INTEGER NOT NULL DEFAULT 0,
  approved_at TEXT,
  valid_until TEXT,
  list_from REAL NOT NULL DEFAULT 0,
  list_status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS iprs_list ON iprs (account, COALESCE(submitted_at, created_at));
CREATE INDEX IF NOT EXISTS iprs_counts ON iprs (account, status, valid_until);
CREATE INDEX IF NOT EXISTS iprs_registration ON iprs (registration_number);
CREATE TABLE IF NOT EXISTS attachments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL,
  slot TEXT NOT NULL,
  filename TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  media_type TEXT NOT NULL,
  uploaded_at TEXT NOT NULL,
  ready_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS attachments_number ON attachments (number);
CREATE TABLE IF NOT EXISTS history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS history_number ON history (number);
CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_account ON messages (account);
