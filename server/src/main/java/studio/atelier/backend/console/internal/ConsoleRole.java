package studio.atelier.backend.console.internal;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What statements of the console may run as: the roles of the API, which policies speak of, and the
/// operator's own.
enum ConsoleRole {
    ANON("anon"),
    AUTHENTICATED("authenticated"),
    SERVICE("service_role"),
    POSTGRES("postgres");

    private final String sql;

    ConsoleRole(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }

    static @Nullable ConsoleRole named(@Nullable String name) {
        return Arrays.stream(values())
                .filter(role -> role.sql.equals(name))
                .findFirst()
                .orElse(null);
    }

    static String names() {
        return Arrays.stream(values()).map(ConsoleRole::sql).collect(Collectors.joining(", "));
    }
}
