package studio.atelier.engine.providers;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.catalog.PriceLabel;
import tools.jackson.databind.JsonNode;

/// A model as one caller sees it; the components are the JSON members.
///
/// @param parameters JSON Schema, in the order of the form
/// @param keySource  `free`, `own`, `organisation` or `server`; null without a key
/// @param keyName    of that key; null for free models and without a key
/// @param warning    that the model ends soon; null otherwise
/// @param aliases    other names that stand for it
/// @param favourite  the caller marked it
record ModelView(
        String id,
        String provider,
        String model,
        String displayName,
        String description,
        String generationType,
        List<String> capabilities,
        JsonNode parameters,
        int maxReferenceImages,
        int promptMax,
        PriceLabel price,
        @Nullable LocalDate retiresAt,
        @Nullable String warning,
        List<String> aliases,
        boolean available,
        @Nullable String unavailableCode,
        @Nullable String unavailableReason,
        @Nullable String keySource,
        @Nullable String keyName,
        boolean favourite) {

    static ModelView of(Catalog catalog, Model model, Availability availability, boolean favourite) {
        return new ModelView(
                model.id(),
                model.provider(),
                model.model(),
                model.displayName(),
                model.description(),
                model.type().word(),
                model.capabilities(),
                model.parameters().form(),
                model.maxReferences(),
                model.promptMax(),
                model.priceLabel(),
                model.retiresAt(),
                catalog.warning(model).orElse(null),
                catalog.aliasesOf(model.id()),
                availability.code() == null,
                availability.code(),
                availability.reason(),
                availability.keySource(),
                availability.keyName(),
                favourite);
    }
}
