package studio.atelier.surfaces.openai;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.Reuse;

/// What the `Cache-Control` of a request says about answers given before. Source: RFC 9111, section 5.2.1.
final class Freshness {

    /// Longer headers are not looked at: nothing is given again.
    private static final int LENGTH_MAX = 1_000;

    /// Nine digits are thirty years.
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[,\\s])max-age=\"?([0-9]{1,9})\"?(?=[,\\s]|$)");

    private static final Pattern NEVER = Pattern.compile("(?:^|[,\\s])no-(?:store|cache)(?=[,\\s=]|$)");

    private Freshness() {}

    /// @param header null where none was sent
    static Reuse wanted(@Nullable String header) {
        if (header == null) {
            return Reuse.WHERE_ALIKE;
        }
        if (header.length() > LENGTH_MAX) {
            return Reuse.NEVER;
        }
        String said = header.toLowerCase(Locale.ROOT);
        if (NEVER.matcher(said).find()) {
            return Reuse.NEVER;
        }
        Matcher age = MAX_AGE.matcher(said);
        return age.find() ? Reuse.upTo(Duration.ofSeconds(Long.parseLong(age.group(1)))) : Reuse.WHERE_ALIKE;
    }
}
