package studio.atelier.engine.vault;

/// The two tables of keys; the same columns but the owner.
enum KeyTable {
    OWN("public.user_api_keys", "user_api_keys"),
    SERVER("atelier.server_provider_keys", "server_provider_keys");

    private final String sql;
    private final String place;

    KeyTable(String sql, String place) {
        this.sql = sql;
        this.place = place;
    }

    String sql() {
        return sql;
    }

    /// What a secret of this row is bound to.
    String place(java.util.UUID id) {
        return place + "/" + id;
    }
}
