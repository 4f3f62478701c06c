package studio.atelier.engine.providers;

import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.catalog.Routing;
import studio.atelier.engine.vault.KeyChoice;

/// What routing asks about models, for one person at one moment.
record ModelConditions(Providers providers, Map<String, KeyChoice> choices) implements Routing.Conditions {

    @Override
    public boolean canRun(Model model) {
        return providers
                .find(model.provider())
                .filter(provider -> providers.closed(model.provider()).isEmpty())
                .filter(provider -> !provider.traits().keyRequired() || key(model) != null)
                .filter(_ -> !providers.circuitOpen(model.provider(), model.model(), key(model)))
                .isPresent();
    }

    @Override
    public OptionalLong medianMillis(Model model) {
        return providers.medianMillis(model.provider(), model.model());
    }

    private @Nullable UUID key(Model model) {
        return choices.get(model.provider()) instanceof KeyChoice.Key(var _, UUID id, var _) ? id : null;
    }
}
