package studio.atelier.engine.catalog;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.FieldFault;
import tools.jackson.databind.JsonNode;

/// Something a person can choose to generate with.
///
/// @param provider      canonical name, such as `openai`
/// @param model         the id on the wire; may hold slashes and colons
/// @param capabilities  words such as `text_to_image`, `image_reference`, `vision`
/// @param promptMax     characters of a prompt at most
/// @param maxReferences pictures to work from at most; 0 when it takes none
/// @param retiresAt     the first day on which it is gone; null when no day is known
public record Model(
        String provider,
        String model,
        String displayName,
        String description,
        GenerationType type,
        List<String> capabilities,
        int promptMax,
        ParameterSchema parameters,
        int maxReferences,
        PriceSheet price,
        @Nullable LocalDate retiresAt,
        Wire wire) {

    public Model {
        capabilities = List.copyOf(capabilities);
    }

    /// `provider/model`, the id in the API.
    public String id() {
        return provider + "/" + model;
    }

    public boolean retired(LocalDate today) {
        return retiresAt != null && !today.isBefore(retiresAt);
    }

    /// Everything wrong with the parameters; empty when they can be used.
    ///
    /// @return pointers such as `/parameters/size`
    public List<FieldFault> faults(Map<String, JsonNode> given) {
        return parameters.faults(given);
    }

    /// The parameters with the defaults of the model where none was given, in the order of the form; nulls
    /// are dropped.
    ///
    /// @param given without faults
    public Map<String, JsonNode> withDefaults(Map<String, JsonNode> given) {
        return parameters.withDefaults(given);
    }

    /// The price for people.
    public PriceLabel priceLabel() {
        return PriceLabel.of(this);
    }

    /// What a run is held at: not less than it will cost, as far as the provider's rules let anybody know.
    ///
    /// @param given      parameters, with defaults
    /// @param references pictures to work from
    /// @throws studio.atelier.platform.problem.ProblemException `catalog.price_unknown`
    public Price estimate(String prompt, Map<String, JsonNode> given, int references) {
        if (!price.known()) {
            throw CatalogProblem.PRICE_UNKNOWN.problem(CatalogProblem.priceUnknown(id()));
        }
        Conversation said = Conversation.of(given);
        long bytes = prompt.getBytes(StandardCharsets.UTF_8).length + said.textBytes();
        return price.hold(new PriceRule.Call(bytes, references + said.pictures(), given));
    }

    /// The same as [Price#charge].
    public Price actual(Price held, Usage usage, Map<String, JsonNode> given) {
        return held.charge(usage, given);
    }

    /// This as a template for a model that was discovered.
    Model named(String name) {
        var unpriced = PriceSheet.of(provider + "/" + name, price.data());
        return new Model(
                provider,
                name,
                name,
                description,
                type,
                capabilities,
                promptMax,
                parameters,
                maxReferences,
                unpriced,
                retiresAt,
                wire);
    }

    Model priced(PriceSheet sheet) {
        return new Model(
                provider,
                model,
                displayName,
                description,
                type,
                capabilities,
                promptMax,
                parameters,
                maxReferences,
                sheet,
                retiresAt,
                wire);
    }
}
