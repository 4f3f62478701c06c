package studio.atelier.engine.moderation;

import java.util.Optional;
import studio.atelier.platform.settings.SettingsReader;

/// @param model full id of a provider's moderation that is asked too; empty for none
/// @param block whether what it flags is refused; else it runs and is noted
public record ModerationSettings(Optional<String> model, boolean block) {

    public static ModerationSettings read(SettingsReader settings) {
        Optional<String> model = settings.optional(
                "ATELIER_MODERATION_MODEL",
                "Moderation of a provider that is asked about every prompt, with the server's key, such as"
                        + " openai/omni-moderation-latest; none without it.");
        boolean block = settings.flag(
                "ATELIER_MODERATION_BLOCK", false, "Whether what the provider's moderation flags is refused.");
        return new ModerationSettings(model, block);
    }
}
