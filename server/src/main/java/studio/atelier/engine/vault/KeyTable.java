package studio.atelier.engine.vault;

import java.util.UUID;

/// The tables of keys; the same columns but the owner. People may read rows of keys, so the secrets stand in
/// tables that no person may read.
enum KeyTable {
    OWN("public.user_api_keys", "atelier.user_api_key_secrets", "user_id", "", "user_api_keys", "key"),
    ORGANISATION(
            "public.org_api_keys",
            "atelier.org_api_key_secrets",
            "org_id",
            "atelier.org_api_key_grants",
            "org_api_keys",
            "organisation_key"),
    SERVER(
            "atelier.server_provider_keys",
            "atelier.server_provider_key_secrets",
            "",
            "atelier.server_provider_key_grants",
            "server_provider_keys",
            "server_key");

    private final String sql;
    private final String secrets;
    private final String owner;
    private final String grants;
    private final String place;
    private final String word;

    KeyTable(String sql, String secrets, String owner, String grants, String place, String word) {
        this.sql = sql;
        this.secrets = secrets;
        this.owner = owner;
        this.grants = grants;
        this.place = place;
        this.word = word;
    }

    static KeyTable of(KeyOwner owner) {
        return switch (owner) {
            case KeyOwner.Person _ -> OWN;
            case KeyOwner.Organisation _ -> ORGANISATION;
            case KeyOwner.Server _ -> SERVER;
        };
    }

    String sql() {
        return sql;
    }

    /// Where the sealed secrets are, under the same id.
    String secrets() {
        return secrets;
    }

    /// The column of the owner with its comma; empty for the server's.
    String ownerColumn() {
        return owner.isEmpty() ? "" : owner + ",";
    }

    String ownerValue() {
        return owner.isEmpty() ? "" : ":owner,";
    }

    /// True for the rows of one owner; names the parameter `owner` in each case.
    String owned() {
        return owner.isEmpty() ? "cast(:owner as uuid) is null" : "k." + owner + " = :owner";
    }

    /// Who may use which key; empty where only the owner may.
    String grants() {
        return grants;
    }

    boolean shared() {
        return !grants.isEmpty();
    }

    /// What a secret of this row is bound to.
    String place(UUID id) {
        return place + "/" + id;
    }

    /// As in the names of audited actions.
    String word() {
        return word;
    }
}
