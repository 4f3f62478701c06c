package studio.atelier.engine.providers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import studio.atelier.engine.providers.ProviderConformance.Failing;

/// The faults every provider is tried with, in the words of the fakes, and what they mean.
public final class Faults {

    private Faults() {}

    /// What a provider refuses: nothing is bought.
    ///
    /// @param special where this provider means something else by it
    public static Map<String, Failing> refused(
            String kind, Function<String, ProviderCall> call, Map<String, Class<? extends ProviderFailure>> special) {
        Map<String, Class<? extends ProviderFailure>> expected = new LinkedHashMap<>();
        expected.put("400", ProviderFailure.InvalidInput.class);
        expected.put("401", ProviderFailure.KeyRejected.class);
        expected.put("402", ProviderFailure.OutOfFunds.class);
        expected.put("403", ProviderFailure.KeyRejected.class);
        expected.put("404", ProviderFailure.InvalidInput.class);
        expected.put("408", ProviderFailure.NoAnswer.class);
        expected.put("409", ProviderFailure.Overloaded.class);
        expected.put("413", ProviderFailure.InvalidInput.class);
        expected.put("422", ProviderFailure.InvalidInput.class);
        expected.put("429", ProviderFailure.RateLimited.class);
        expected.put("quota", ProviderFailure.OutOfFunds.class);
        expected.put("500", ProviderFailure.Broken.class);
        expected.put("502", ProviderFailure.Broken.class);
        expected.put("503", ProviderFailure.Overloaded.class);
        expected.put("504", ProviderFailure.NoAnswer.class);
        expected.put("529", ProviderFailure.Overloaded.class);
        expected.put("moderated", ProviderFailure.Refused.class);
        expected.putAll(special);
        Map<String, Failing> all = new LinkedHashMap<>();
        expected.forEach((word, failure) ->
                all.put(kind + " " + word, new Failing(call.apply("a kite fake:" + word), failure, 0)));
        return all;
    }

    /// What is bought and then spoilt on its way.
    public static Map<String, Failing> spoilt(String kind, Function<String, ProviderCall> call) {
        Map<String, Failing> all = new LinkedHashMap<>();
        for (String word : List.of("ambiguous", "cut-headers", "cut-body", "garbage", "wrong-type")) {
            all.putAll(bought(kind, word, call, ProviderFailure.NoAnswer.class));
        }
        return all;
    }

    /// One more fault after a purchase.
    public static Map<String, Failing> bought(
            String kind, String word, Function<String, ProviderCall> call, Class<? extends ProviderFailure> failure) {
        return Map.of(kind + " " + word, new Failing(call.apply("a kite fake:" + word), failure, 1));
    }
}
