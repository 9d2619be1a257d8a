-- +goose Up
-- asked_by is who asked for a new address of somebody else; empty when the login
-- itself did, or nobody in person.
ALTER TABLE personal_links ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';
