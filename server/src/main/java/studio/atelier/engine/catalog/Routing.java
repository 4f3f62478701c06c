package studio.atelier.engine.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Chooses a model where a [Route] was asked for. Asked first at accept, and again for the next model where
/// nothing was bought: not sent, refused for its rate after all tries, overloaded, circuit open.
/// Thread-safe.
public final class Routing {

    private final Catalog catalog;

    Routing(Catalog catalog) {
        this.catalog = catalog;
    }

    /// What is asked of whichever model runs.
    ///
    /// @param references pictures to work from
    public record Asked(String prompt, Map<String, JsonNode> parameters, int references) {
        public Asked {
            parameters = Map.copyOf(parameters);
        }
    }

    /// What is known about models at this moment, from the rooms above.
    public interface Conditions {

        /// There is a key for it, it is not in maintenance, and its circuit is closed.
        boolean canRun(Model model);

        /// Median time of its runs in the last hour, in milliseconds; empty without runs.
        OptionalLong medianMillis(Model model);
    }

    /// @param why one sentence for the row of the run
    public record Choice(Model model, String why) {}

    private record Candidate(Model model, long micros, OptionalLong millis) {}

    /// @param tried full ids of models that were asked already and bought nothing
    /// @return empty when no other model can run this
    public Optional<Choice> next(Route route, Asked asked, Set<String> tried, Conditions now) {
        List<Candidate> able = able(route, asked, now);
        Comparator<Candidate> order = switch (route.policy()) {
            case FIXED, FIRST_HEALTHY -> Comparator.comparingInt(_ -> 0);
            case CHEAPEST -> Comparator.comparingLong(Candidate::micros);
            case FASTEST -> Comparator.comparingLong(each -> each.millis().orElse(Long.MAX_VALUE));
        };
        return able.stream()
                .filter(each -> !tried.contains(each.model().id()))
                .sorted(order)
                .findFirst()
                .map(each -> new Choice(each.model(), why(route, each, able.size(), tried)));
    }

    private List<Candidate> able(Route route, Asked asked, Conditions now) {
        List<Candidate> able = new ArrayList<>();
        for (Model model : candidates(route)) {
            if (model.type() == route.type()
                    && model.capabilities().containsAll(route.capabilities())
                    && !model.retired(catalog.today())
                    && model.price().known()
                    && asked.prompt().length() <= model.promptMax()
                    && asked.references() <= model.maxReferences()
                    && model.faults(asked.parameters()).isEmpty()
                    && now.canRun(model)) {
                long micros = model.estimate(asked.prompt(), model.withDefaults(asked.parameters()), asked.references())
                        .amount()
                        .value();
                able.add(new Candidate(model, micros, now.medianMillis(model)));
            }
        }
        return able;
    }

    private List<Model> candidates(Route route) {
        if (route.models().isEmpty()) {
            // What costs nothing draws demonstrations; nobody means that by the cheapest.
            return catalog.models().stream()
                    .filter(model -> !(model.price().rule() instanceof PriceRule.Free))
                    .toList();
        }
        List<String> listed =
                route.policy() == Route.Policy.FIXED ? route.models().subList(0, 1) : route.models();
        return listed.stream()
                .flatMap(name -> catalog.find(null, name) instanceof ModelLookup.Found(Model model)
                        ? java.util.stream.Stream.of(model)
                        : java.util.stream.Stream.empty())
                .toList();
    }

    private static String why(Route route, Candidate chosen, int able, Set<String> tried) {
        String reason = switch (route.policy()) {
            case FIXED -> "the model it names";
            case CHEAPEST -> "the cheapest of " + able + " that can run this";
            case FASTEST ->
                chosen.millis().isPresent()
                        ? "the fastest of " + able + " that can run this, "
                                + chosen.millis().getAsLong() + " ms in the last hour"
                        : "none of " + able + " that can run this was measured in the last hour";
            case FIRST_HEALTHY -> "the first in its list that can run this";
        };
        String before = tried.isEmpty() ? "" : "; before it bought nothing: " + String.join(", ", tried);
        return route.id() + ": " + reason + before + ".";
    }
}
