package studio.atelier.engine.catalog;

import java.util.List;

/// What a name of a model stands for.
public sealed interface ModelLookup {

    record Found(Model model) implements ModelLookup {}

    /// @param choices the full ids it may mean, two at least
    record Ambiguous(List<String> choices) implements ModelLookup {
        public Ambiguous {
            choices = List.copyOf(choices);
        }
    }

    /// Its file in the data folder has a fault.
    ///
    /// @param reason what the fault is, for the operator
    record TurnedOff(String id, String reason) implements ModelLookup {}

    record Unknown() implements ModelLookup {}
}
