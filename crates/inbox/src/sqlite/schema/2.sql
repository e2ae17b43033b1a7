-- The number of pending items, in one row. Counting them would take longer the more there are.
CREATE TABLE depth (
    pending INTEGER NOT NULL
);
INSERT INTO depth SELECT count(*) FROM item WHERE state = 'pending';
CREATE TRIGGER item_inserted AFTER INSERT ON item BEGIN
    UPDATE depth SET pending = pending + (NEW.state = 'pending');
END;
CREATE TRIGGER item_changed AFTER UPDATE OF state ON item BEGIN
    UPDATE depth SET pending = pending - (OLD.state = 'pending') + (NEW.state = 'pending');
END;
CREATE TRIGGER item_deleted AFTER DELETE ON item BEGIN
    UPDATE depth SET pending = pending - (OLD.state = 'pending');
END;
