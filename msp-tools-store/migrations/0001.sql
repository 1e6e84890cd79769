CREATE TABLE msp_approvals (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    -- Stands for the state; the one in the body may be older.
    state TEXT NOT NULL,
    -- All times are in milliseconds since 1970.
    created_at BIGINT NOT NULL,
    subject TEXT NOT NULL,
    session TEXT,
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    -- Who runs it, and until when to believe that, by the clock of the database.
    worker TEXT,
    lease_until BIGINT
);
CREATE INDEX msp_approvals_in_order ON msp_approvals (created_at, id);
CREATE INDEX msp_approvals_by_state ON msp_approvals (state, created_at, id);
CREATE INDEX msp_approvals_denied ON msp_approvals (subject) WHERE state = 'denied';

CREATE TABLE msp_grants (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    given_at BIGINT NOT NULL,
    -- Stand for what is left; the body says what there was.
    uses_left BIGINT NOT NULL,
    targets_left BIGINT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE msp_freezes (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    scope TEXT NOT NULL,
    body TEXT NOT NULL
);

-- One row. The revision counts changes of freezes and pins.
CREATE TABLE msp_orders (
    revision BIGINT NOT NULL,
    pins_version BIGINT NOT NULL,
    pins TEXT
);
INSERT INTO msp_orders (revision, pins_version) VALUES (0, 1);

-- Targets that were taken; given back, they are there once more with a minus.
CREATE TABLE msp_targets (
    person TEXT NOT NULL,
    at BIGINT NOT NULL,
    amount BIGINT NOT NULL
);
CREATE INDEX msp_targets_by_person ON msp_targets (person, at);

CREATE TABLE msp_audit (
    stream TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    version BIGINT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (stream, sequence)
);
CREATE TABLE msp_audit_heads (
    stream TEXT PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL
);
