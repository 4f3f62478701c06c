package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

/// What a new password must be.
///
/// @param lengthMin in characters
public record PasswordRule(int lengthMin) {

    /// What bcrypt takes, so that accounts can be moved to another server; more would be ignored there in
    /// silence.
    static final int BYTES_MAX = 72;

    public static final PasswordRule ADMIN = new PasswordRule(8);

    PasswordRule forAdmin(boolean admin) {
        return admin && lengthMin < ADMIN.lengthMin ? ADMIN : this;
    }

    boolean tooShort(String password) {
        return password.codePointCount(0, password.length()) < lengthMin;
    }

    static boolean tooLong(String password) {
        return password.getBytes(UTF_8).length > BYTES_MAX;
    }

    public boolean accepts(String password) {
        return !tooShort(password) && !tooLong(password);
    }
}
