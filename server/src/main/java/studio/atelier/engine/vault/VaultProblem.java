package studio.atelier.engine.vault;

import studio.atelier.platform.problem.ProblemCode;

/// What the vault refuses.
public enum VaultProblem implements ProblemCode {
    INVALID("vault.invalid", 422, "The key cannot be saved", "Correct the fields that are named."),
    NO_KEY(
            "vault.no_key",
            422,
            "No key for this provider",
            "Add a key of your own under Keys, or ask an administrator to set one for everyone."),
    KEY_INVALID(
            "vault.key_invalid",
            422,
            "Your key is not accepted",
            "The provider refused your key. Replace it under Keys, or switch it off to use the server's."),
    KEY_REJECTED(
            "vault.key_rejected",
            422,
            "The provider refused this key",
            "Check that the key is complete, belongs to this provider, and has not been revoked."),
    KEY_GONE(
            "vault.key_gone", 409, "The key is gone", "The key was deleted or switched off; choose another and retry."),
    KEY_NOT_FOUND(
            "vault.key_not_found", 404, "No such key", "There is no key with this id; list your keys to find it."),
    KEY_UNCHECKED(
            "vault.key_unchecked",
            503,
            "The new key could not be tried",
            "The key of before stays in use. Try again when the provider can be reached."),
    ORGANISATION_NOT_FOUND(
            "vault.organisation_not_found",
            404,
            "No such organisation",
            "There is no organisation of yours with this id; list them with GET /api/organisations."),
    NOT_ALLOWED(
            "vault.not_allowed",
            403,
            "Not with your role",
            "Ask an owner or admin of the organisation; they set its keys."),
    NAME_TAKEN("vault.name_taken", 409, "This name is taken", "There is a key of this name for this provider."),
    TOO_MANY("vault.too_many_keys", 409, "Too many keys", "Delete a key that is not used any more.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    VaultProblem(String code, int status, String title, String action) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.action = action;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String action() {
        return action;
    }
}
