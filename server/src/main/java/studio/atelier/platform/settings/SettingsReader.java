package studio.atelier.platform.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads settings by name, notes each fault instead of throwing, and remembers what was asked for, so that
/// the reference table is made from the same calls. Not thread-safe: used once, at start, by one thread.
///
/// ```java
/// record CreditsSettings(long signupMicros) {
///     static CreditsSettings read(SettingsReader settings) { ... settings.whole("ATELIER_SIGNUP_CREDITS", 0, 0,
/// 1_000_000, "...") }
/// }
/// ```
public final class SettingsReader {

    private static final String PREFIX = "ATELIER_";
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KB|MB|GB|TB)?");

    private final Map<String, String> values;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Setting> known = new java.util.LinkedHashMap<>();

    /// @param values names with values; names that do not start with `ATELIER_` are not looked at
    public SettingsReader(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    public String text(String name, String initial, String purpose) {
        return value(name, "text", initial, purpose).orElse(initial);
    }

    public Optional<String> optional(String name, String purpose) {
        return value(name, "text", "", purpose);
    }

    public Optional<Secret> secret(String name, String purpose) {
        return value(name, "secret text", "", purpose).map(Secret::new);
    }

    public Optional<Path> path(String name, String purpose) {
        return value(name, "path", "", purpose).flatMap(text -> {
            try {
                return Optional.of(Path.of(text));
            } catch (InvalidPathException _) {
                return fault(name, "is not a path");
            }
        });
    }

    public long whole(String name, long initial, long min, long max, String purpose) {
        return optionalWhole(name, Long.toString(initial), min, max, purpose).orElse(initial);
    }

    private OptionalLong optionalWhole(String name, String initial, long min, long max, String purpose) {
        Optional<String> text = value(name, "whole number " + min + " to " + max, initial, purpose);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= min && number <= max) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException _) {
            // falls through to the one message, which names the range
        }
        fault(name, "takes a whole number from " + min + " to " + max);
        return OptionalLong.empty();
    }

    public boolean flag(String name, boolean initial, String purpose) {
        String word = initial ? "on" : "off";
        return switch (value(name, "on or off", word, purpose).orElse(word).toLowerCase(Locale.ROOT)) {
            case "on", "true", "1" -> true;
            case "off", "false", "0" -> false;
            default -> {
                fault(name, "takes on or off");
                yield initial;
            }
        };
    }

    /// @param initial within the range; values look like `500ms`, `30s`, `15m`, `24h`, `30d`
    public Duration duration(String name, Duration initial, Duration min, Duration max, String purpose) {
        String kind = "duration " + words(min) + " to " + words(max);
        Optional<String> text = value(name, kind, words(initial), purpose);
        if (text.isEmpty()) {
            return initial;
        }
        var match = DURATION.matcher(text.get());
        if (match.matches()) {
            long amount = Long.parseLong(match.group(1));
            Duration duration = switch (match.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
            if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
                return duration;
            }
        }
        fault(name, "takes a " + kind + ", such as 30s or 24h");
        return initial;
    }

    /// @return bytes; values look like `1048576`, `50MB`, `2GB`
    public long bytes(String name, String initial, long min, long max, String purpose) {
        long otherwise = parseBytes(initial).orElseThrow();
        Optional<String> text = value(name, "size such as 50MB", initial, purpose);
        if (text.isEmpty()) {
            return otherwise;
        }
        OptionalLong size = parseBytes(text.get());
        if (size.isPresent() && size.getAsLong() >= min && size.getAsLong() <= max) {
            return size.getAsLong();
        }
        fault(name, "takes a size from " + min + " to " + max + " bytes, such as 50MB");
        return otherwise;
    }

    /// Comma-separated values; empty ones are dropped.
    ///
    /// @param parse turns one value into what is wanted; an `IllegalArgumentException` is reported with its
    ///     message
    public <T> List<T> list(String name, String kind, Function<String, T> parse, String purpose) {
        List<T> result = new ArrayList<>();
        for (String part :
                value(name, kind + ", comma separated", "", purpose).orElse("").split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            try {
                result.add(parse.apply(part.trim()));
            } catch (IllegalArgumentException problem) {
                fault(name, "has a value that cannot be used: " + problem.getMessage());
            }
        }
        return List.copyOf(result);
    }

    /// For rules that join several settings.
    public <T> Optional<T> fault(String name, String what) {
        // Two rooms may read one setting; its fault is one fault.
        String fault = name + " " + what;
        if (!faults.contains(fault)) {
            faults.add(fault);
        }
        return Optional.empty();
    }

    /// Ends the reading.
    ///
    /// @throws SettingsFaults with every fault, names nobody asked for included
    public void check() {
        List<String> all = new ArrayList<>(faults);
        for (String name : new TreeSet<>(values.keySet())) {
            if (name.startsWith(PREFIX) && !known.containsKey(name)) {
                all.add(name + " is not a setting; docs/reference/settings.md lists them");
            }
        }
        if (!all.isEmpty()) {
            throw new SettingsFaults(all);
        }
    }

    /// What was asked for, in the order it was asked.
    public List<Setting> known() {
        return List.copyOf(known.values());
    }

    private Optional<String> value(String name, String kind, String initial, String purpose) {
        known.put(name, new Setting(name, kind, initial, purpose));
        return Optional.ofNullable(values.get(name)).map(String::trim).filter(text -> !text.isEmpty());
    }

    private static OptionalLong parseBytes(String text) {
        var match = SIZE.matcher(text.toUpperCase(Locale.ROOT).replace(" ", ""));
        if (!match.matches()) {
            return OptionalLong.empty();
        }
        long unit = switch (match.group(2) == null ? "B" : match.group(2)) {
            case "KB" -> 1L << 10;
            case "MB" -> 1L << 20;
            case "GB" -> 1L << 30;
            case "TB" -> 1L << 40;
            default -> 1L;
        };
        return OptionalLong.of(Math.multiplyExact(Long.parseLong(match.group(1)), unit));
    }

    private static String words(Duration duration) {
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0 && seconds > 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0 && seconds > 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
