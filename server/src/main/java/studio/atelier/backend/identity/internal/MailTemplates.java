package studio.atelier.backend.identity.internal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import studio.atelier.platform.mail.MailTemplate;

/// The texts of the messages with codes and links. Read once; thread-safe.
final class MailTemplates {

    private final Map<String, MailTemplate> byName = new HashMap<>();

    /// @param own the operator's folder; need not be there
    MailTemplates(Path own) {
        for (Letter letter : Letter.values()) {
            byName.computeIfAbsent(letter.template(), name -> MailTemplate.read(name, own));
        }
    }

    /// @param values by the names of the placeholders; a name that is missing is left empty
    MailTemplate.Filled fill(Letter letter, Map<String, String> values) {
        MailTemplate template = byName.get(letter.template());
        if (template == null) {
            throw new IllegalStateException("no template for " + letter);
        }
        return template.fill(values);
    }
}
