package studio.atelier.backend.data.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds what was probably meant by a name that is not there. Names with many groups of letters in common are
/// candidates, and the one that takes the fewest changes wins. Source: wire reference 3.9.
public final class NearNames {

    /// Less alike than this is somebody else's name: a table or a function.
    public static final double NAME_ALIKE_MIN = 0.75;

    /// The same for what the caller may know of anyway: parameters, related resources.
    public static final double ALIKE_MIN = 0.33;

    /// More names than this are not compared.
    private static final int NAMES_MAX = 5_000;

    private static final int CANDIDATES_MAX = 50;
    private static final int GROUP_LONGEST = 3;
    private static final int GROUP_SHORTEST = 2;

    private NearNames() {}

    private record Candidate(String name, double alike) {}

    /// @param alikeMin 0 to 1
    public static Optional<String> nearest(String name, Collection<String> names, double alikeMin) {
        String plain = name.toLowerCase(Locale.ROOT);
        for (int length = GROUP_LONGEST; length >= GROUP_SHORTEST; length--) {
            List<Candidate> candidates = candidates(plain, names, length);
            if (!candidates.isEmpty()) {
                return candidates.stream()
                        .map(each -> new Candidate(each.name(), likeness(plain, each.name())))
                        .filter(each -> each.alike() >= alikeMin)
                        .max(Comparator.comparingDouble(Candidate::alike))
                        .map(Candidate::name);
            }
        }
        return Optional.empty();
    }

    private static List<Candidate> candidates(String plain, Collection<String> names, int length) {
        Map<String, Integer> wanted = groups(plain, length);
        return names.stream()
                .limit(NAMES_MAX)
                .map(each -> new Candidate(each, cosine(wanted, groups(each.toLowerCase(Locale.ROOT), length))))
                .filter(each -> each.alike() > 0)
                .sorted(Comparator.comparingDouble(Candidate::alike).reversed())
                .limit(CANDIDATES_MAX)
                .toList();
    }

    private static double cosine(Map<String, Integer> a, Map<String, Integer> b) {
        double common = 0;
        for (var entry : a.entrySet()) {
            common += entry.getValue() * (double) b.getOrDefault(entry.getKey(), 0);
        }
        return common == 0 ? 0 : common / Math.sqrt(square(a) * square(b));
    }

    private static double square(Map<String, Integer> groups) {
        return groups.values().stream()
                .mapToDouble(count -> (double) count * count)
                .sum();
    }

    /// Only letters, digits, blanks and commas count.
    private static Map<String, Integer> groups(String name, int length) {
        StringBuilder framed = new StringBuilder("-");
        name.codePoints()
                .filter(c -> Character.isLetterOrDigit(c) || c == ' ' || c == ',')
                .forEach(framed::appendCodePoint);
        framed.append("-".repeat(Math.max(1, length - framed.length())));
        Map<String, Integer> groups = new HashMap<>();
        for (int i = 0; i + length <= framed.length(); i++) {
            groups.merge(framed.substring(i, i + length), 1, Integer::sum);
        }
        return groups;
    }

    /// 1 less the share of letters that must be changed, added or taken away (Levenshtein).
    private static double likeness(String plain, String other) {
        String name = other.toLowerCase(Locale.ROOT);
        int[] costs = new int[name.length() + 1];
        for (int j = 0; j <= name.length(); j++) {
            costs[j] = j;
        }
        for (int i = 1; i <= plain.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= name.length(); j++) {
                int change = diagonal + (plain.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.min(change, Math.min(costs[j], costs[j - 1]) + 1);
            }
        }
        int longest = Math.max(plain.length(), name.length());
        return longest == 0 ? 1 : 1 - (double) costs[name.length()] / longest;
    }
}
