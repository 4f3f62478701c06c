package studio.atelier.backend.identity.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The body of a request of GoTrue's clients, which may hold more than anybody asks for.
record GoTrueBody(JsonNode json) {

    private static final int EMAIL_LENGTH_MAX = 255;

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

    /// Whether a text is there, though it may be empty.
    boolean given(String name) {
        return json.path(name).isString();
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

    /// How a code reaches a telephone. Text messages are the only way this server has.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException for any other way
    void checkChannel() {
        String channel = text("channel");
        if (!channel.isEmpty() && !channel.equals("sms")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Invalid channel, supported values are 'sms' or 'whatsapp'. "
                    + "'whatsapp' is only supported if Twilio or Twilio Verify is used as the provider.");
        }
    }

    FlowStates.@Nullable Challenge challenge() {
        return FlowStates.Challenge.of(text("code_challenge"), text("code_challenge_method"));
    }

    /// @throws studio.atelier.platform.problem.ProblemException for what is no address
    static String email(String text) {
        if (text.isEmpty()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("An email address is required");
        }
        if (text.length() > EMAIL_LENGTH_MAX) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("An email address is too long");
        }
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
