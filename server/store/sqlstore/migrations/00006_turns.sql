-- +goose Up
-- turn counts the uses of a person's methods, to tell which of two was the last
-- within one second.
ALTER TABLE factors ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
