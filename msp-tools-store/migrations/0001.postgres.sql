-- Tells all who listen, whoever makes the change.
CREATE FUNCTION msp_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('msp_tools_store', TG_ARGV[0]);
    RETURN NULL;
END $$;

CREATE TRIGGER msp_tell_answered AFTER UPDATE ON msp_approvals
    FOR EACH ROW WHEN (OLD.state = 'pending') EXECUTE FUNCTION msp_tell('approvals');
CREATE TRIGGER msp_tell_orders AFTER UPDATE ON msp_orders
    FOR EACH ROW EXECUTE FUNCTION msp_tell('orders');
