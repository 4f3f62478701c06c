package studio.atelier.backend.organisations;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What somebody is in an organisation. What each may do stands in `auth.role_permissions`.
public enum Role {
    OWNER,
    ADMIN,
    MEMBER,
    VIEWER;

    /// As in the database and on the wire.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(@Nullable String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
