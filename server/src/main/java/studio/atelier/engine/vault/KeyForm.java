package studio.atelier.engine.vault;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.platform.settings.Secret;

/// Checks what somebody typed for a key, all fields at once.
final class KeyForm {

    private static final int NAME_LENGTH_MAX = 255;
    private static final int KEY_LENGTH_MAX = 8192;
    private static final int URL_LENGTH_MAX = 2048;
    private static final int POSITION_MAX = 1_000_000;
    private static final int HEADERS_MAX = 20;
    private static final int HEADER_VALUE_LENGTH_MAX = 4096;

    private static final Pattern PROVIDER = Pattern.compile("[a-z0-9][a-z0-9_-]{0,49}");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]*");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");

    /// They say how a message travels and are set by whoever sends it.
    private static final Set<String> RESERVED_HEADERS = Set.of(
            "connection",
            "content-length",
            "content-type",
            "cookie",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final Function<URI, Optional<String>> refusal;
    private final Function<String, Optional<String>> canonical;

    /// @param refusal   why an address may not be called, as a sentence
    /// @param canonical the one name of a provider; empty when nobody knows it
    KeyForm(Function<URI, Optional<String>> refusal, Function<String, Optional<String>> canonical) {
        this.refusal = refusal;
        this.canonical = canonical;
    }

    /// @param table where it will stand
    /// @throws ProblemException `vault.invalid` with every fault
    CheckedKey check(KeyTable table, KeyDraft draft) {
        Faults faults = new Faults();
        shelved(table, draft, faults);
        String provider = provider(draft.provider(), faults);
        String name = name(draft.keyName(), faults);
        URI baseUrl = baseUrl(draft.baseUrl(), faults);
        Secret key = key(draft.apiKey(), baseUrl != null, faults);
        Map<String, Secret> headers = headers(draft.headers(), faults);
        faults.check(VaultProblem.INVALID);
        return new CheckedKey(provider, name, key, baseUrl, headers);
    }

    /// Checks what is not the key itself; the provider of a stored key may have gone since.
    ///
    /// @return the name
    /// @throws ProblemException `vault.invalid`
    String checkFace(KeyTable table, KeyDraft draft) {
        Faults faults = new Faults();
        shelved(table, draft, faults);
        String name = name(draft.keyName(), faults);
        faults.check(VaultProblem.INVALID);
        return name;
    }

    private static void shelved(KeyTable table, KeyDraft draft, Faults faults) {
        Integer position = draft.position();
        if (position != null && Math.abs((long) position) > POSITION_MAX) {
            faults.add("/position", "out_of_range", "Takes -" + POSITION_MAX + " to " + POSITION_MAX + ".");
        }
        KeyGrants.check(table, draft.use(), faults);
    }

    private static String name(@Nullable String given, Faults faults) {
        return faults.required("/key_name", given, NAME_LENGTH_MAX).trim();
    }

    private String provider(@Nullable String given, Faults faults) {
        String text = faults.required("/provider", given, NAME_LENGTH_MAX).trim();
        if (text.isEmpty()) {
            return "";
        }
        if (!PROVIDER.matcher(text).matches()) {
            faults.add("/provider", "invalid", "The short name of a provider, such as openai.");
            return "";
        }
        Optional<String> known = canonical.apply(text);
        if (known.isEmpty()) {
            faults.add("/provider", "unknown", "There is no provider named " + text + " here.");
        }
        return known.orElse("");
    }

    /// A server of one's own may need no key; a provider's own address always does.
    private static Secret key(@Nullable String given, boolean ownServer, Faults faults) {
        String key = given == null ? "" : given.trim();
        if (key.isEmpty() && !ownServer) {
            faults.add("/api_key", "required", "Paste the key that the provider gave you.");
        } else if (key.length() > KEY_LENGTH_MAX) {
            faults.add("/api_key", "too_long", "At most " + KEY_LENGTH_MAX + " characters.");
        } else if (!KEY.matcher(key).matches()) {
            faults.add("/api_key", "invalid", "A key has no spaces and no special letters; copy it anew.");
        }
        return new Secret(key);
    }

    private @Nullable URI baseUrl(@Nullable String given, Faults faults) {
        String text = faults.limited("/base_url", given, URL_LENGTH_MAX).trim();
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        if (text.isEmpty()) {
            return null;
        }
        try {
            URI uri = new URI(text);
            if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                faults.add("/base_url", "invalid", "The address must end before ? and #.");
                return null;
            }
            Optional<String> refused = refusal.apply(uri);
            refused.ifPresent(sentence -> faults.add("/base_url", "not_allowed", sentence));
            return refused.isPresent() ? null : uri;
        } catch (URISyntaxException _) {
            faults.add("/base_url", "invalid", "The address must look like https://host/path.");
            return null;
        }
    }

    private static Map<String, Secret> headers(@Nullable Map<String, String> given, Faults faults) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        if (given == null) {
            return headers;
        }
        if (given.size() > HEADERS_MAX) {
            faults.add("/headers", "too_many", "At most " + HEADERS_MAX + " headers.");
            return headers;
        }
        given.forEach((name, value) -> {
            if (!HEADER_NAME.matcher(name).matches() || RESERVED_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                faults.add("/headers", "not_allowed", "A header of this name cannot be sent.");
            } else if (value == null
                    || value.length() > HEADER_VALUE_LENGTH_MAX
                    || !HEADER_VALUE.matcher(value).matches()) {
                faults.add("/headers/" + name, "invalid", "A header's value is text without line ends, at most 4096.");
            } else {
                headers.put(name, new Secret(value));
            }
        });
        return headers;
    }
}
