package studio.atelier.engine.vault;

/// The two tables of keys; the same columns but the owner. People may read the rows of their own keys, so the
/// secrets of those stand in a table that no person may read.
enum KeyTable {
    OWN("public.user_api_keys", "atelier.user_api_key_secrets", "user_api_keys"),
    SERVER("atelier.server_provider_keys", "atelier.server_provider_keys", "server_provider_keys");

    private final String sql;
    private final String secrets;
    private final String place;

    KeyTable(String sql, String secrets, String place) {
        this.sql = sql;
        this.secrets = secrets;
        this.place = place;
    }

    String sql() {
        return sql;
    }

    /// Where the sealed secrets are, under the same id.
    String secrets() {
        return secrets;
    }

    /// What a secret of this row is bound to.
    String place(java.util.UUID id) {
        return place + "/" + id;
    }
}
