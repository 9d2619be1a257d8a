-- +goose Up
-- The history of one person is read without the rest of the account's log.
CREATE INDEX activity_by_target ON activity (account_id, target_id);
CREATE INDEX activity_by_actor ON activity (account_id, actor_id);
