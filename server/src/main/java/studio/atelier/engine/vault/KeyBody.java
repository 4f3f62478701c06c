package studio.atelier.engine.vault;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Faults;

/// What the routes of keys read. Printed nowhere: it holds the key.
record KeyBody(
        @Nullable String provider,
        @Nullable String keyName,
        @Nullable String apiKey,
        @Nullable String baseUrl,
        @Nullable Map<String, String> headers,
        @Nullable Boolean isActive,
        @Nullable Integer position,
        @Nullable UseBody use) {

    /// As [KeyUse], with everything that is left out.
    record UseBody(
            @Nullable Boolean everyone,
            @Nullable List<String> roles,
            @Nullable List<String> tiers,
            @Nullable List<UUID> people,
            @Nullable List<UUID> organisations) {

        KeyUse use() {
            return new KeyUse(
                    Boolean.TRUE.equals(everyone),
                    given("roles", roles),
                    given("tiers", tiers),
                    given("people", people),
                    given("organisations", organisations));
        }

        private static <T> List<T> given(String name, @Nullable List<T> list) {
            if (list != null && list.contains(null)) {
                throw new Faults()
                        .add("/use/" + name, "invalid", "null names nobody; leave it out.")
                        .problem(VaultProblem.INVALID);
            }
            return list == null ? List.of() : list;
        }
    }

    private @Nullable KeyUse used() {
        return use == null ? null : use.use();
    }

    KeyDraft draft() {
        return new KeyDraft(provider, keyName, apiKey, baseUrl, headers, isActive, position, used());
    }

    /// For a route that names the provider.
    KeyDraft draft(String named, String nameOtherwise) {
        String name = keyName == null ? nameOtherwise : keyName;
        return new KeyDraft(named, name, apiKey, baseUrl, headers, isActive, position, used());
    }

    @Override
    public String toString() {
        return "KeyBody[***]";
    }
}
