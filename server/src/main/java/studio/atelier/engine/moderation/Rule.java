package studio.atelier.engine.moderation;

import com.google.re2j.Pattern;
import java.util.List;

/// One rule of the file.
///
/// @param id       word that is stored with a decision
/// @param sentence for the person; empty for rules that only flag
/// @param patterns one of them is enough; RE2 matches in linear time, so no pattern can blow up
record Rule(String id, Action action, String sentence, List<Pattern> patterns) {

    enum Action {
        BLOCK,
        FLAG
    }

    Rule {
        patterns = List.copyOf(patterns);
    }

    boolean matches(String text) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
    }

    Moderation.Decision decision() {
        return switch (action) {
            case BLOCK -> new Moderation.Blocked(id, sentence);
            case FLAG -> new Moderation.Flagged(id);
        };
    }
}
