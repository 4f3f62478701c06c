package studio.atelier.engine.demo.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What a prompt is about: its longest runs of words that carry meaning.
///
/// @param phrases at least three, lower case, the first as the prompt names it first
record Topic(List<String> phrases) {

    private static final int WORDS_MAX = 4;
    private static final Pattern CLAUSE = Pattern.compile("[^\\p{L}\\p{N}'’ -]+");
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");
    private static final Set<String> EMPTY =
            Set.of(("a an the and or but of for in on at to from with without about into over"
                            + " under by as is are was were be been it its this that these those i you he she we they me my your our"
                            + " their his her please write create make give tell generate draw paint compose explain describe show"
                            + " short long story poem haiku verse text paragraph essay letter mail email list ideas idea tips names"
                            + " slogan article post blog some any few one two three four five ten makes made making what which who how why when where"
                            + " can could would should will do does did not no yes so very more most than then there here just also"
                            + " words sentence sentences lines line hello hi hey thanks say lyrics song summary outline")
                    .split(" ", -1));
    private static final List<String> QUIET =
            List.of("an idea", "a first attempt", "the work itself", "a clear morning");

    static Topic of(String prompt) {
        List<String> found = new ArrayList<>();
        for (String clause : CLAUSE.split(prompt.toLowerCase(Locale.ROOT), -1)) {
            collect(clause, found);
        }
        for (String quiet : QUIET) {
            if (found.size() < 3) {
                found.add(quiet);
            }
        }
        return new Topic(List.copyOf(found.subList(0, Math.min(found.size(), 6))));
    }

    private static void collect(String clause, List<String> found) {
        List<String> run = new ArrayList<>();
        String article = "";
        for (String word : (clause + " the").split("\\s+", -1)) {
            boolean empty = EMPTY.contains(word);
            if (empty || run.size() == WORDS_MAX) {
                add(article, run, found);
                article = "";
            }
            if (ARTICLES.contains(word)) {
                article = word + " ";
            } else if (!empty && !word.isEmpty()) {
                run.add(word);
            }
        }
    }

    private static void add(String article, List<String> run, List<String> found) {
        String phrase = article + String.join(" ", run);
        if (!run.isEmpty() && phrase.length() <= 60 && !found.contains(phrase)) {
            found.add(phrase);
        }
        run.clear();
    }

    String phrase(int i) {
        return phrases.get(i % phrases.size());
    }
}
