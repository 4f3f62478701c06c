package studio.atelier.backend.identity.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The body of a request of GoTrue's clients, which may hold more than anybody asks for.
record GoTrueBody(JsonNode json) {

    /// Present, not null and no empty text.
    boolean has(String name) {
        JsonNode value = json.path(name);
        return !value.isMissingNode()
                && !value.isNull()
                && !(value.isString() && value.asString().isEmpty());
    }

    /// @return empty for what is absent
    String text(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem(name + " must be a string");
        }
        return value.asString();
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = json.path(name);
        return value.isBoolean() ? value.asBoolean() : otherwise;
    }

    ObjectNode object(String name) {
        return optionalObject(name).orElseGet(() -> JsonMapper.shared().createObjectNode());
    }

    Optional<ObjectNode> optionalObject(String name) {
        return json.path(name) instanceof ObjectNode given ? Optional.of(given) : Optional.empty();
    }

    FlowStates.@Nullable Challenge challenge() {
        return FlowStates.Challenge.of(text("code_challenge"), text("code_challenge_method"));
    }

    /// @throws studio.atelier.platform.problem.ProblemException for what is no address
    static String email(String text) {
        if (!EmailAddress.valid(text)) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Unable to validate email address: invalid format");
        }
        return EmailAddress.normal(text);
    }

    /// @throws studio.atelier.platform.problem.ProblemException for what is no number
    static String phone(String text) {
        return PhoneNumber.normal(text)
                .orElseThrow(
                        () -> GoTrueProblem.VALIDATION_FAILED.problem("Invalid phone number format (E.164 required)"));
    }

    @Override
    public String toString() {
        return "GoTrueBody[***]";
    }
}
