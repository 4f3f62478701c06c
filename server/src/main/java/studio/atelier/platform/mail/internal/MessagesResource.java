package studio.atelier.platform.mail.internal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;

/// `/api/admin/messages`: what was said to people, with its text only where nothing sends it.
@RestController
class MessagesResource {

    private static final int SHOWN_MAX = 200;

    private final Transactions transactions;
    private final MessageStore store;

    MessagesResource(Transactions transactions, MessageStore store) {
        this.transactions = transactions;
        this.store = store;
    }

    @GetMapping("/api/admin/messages")
    Envelope<Map<String, List<MessageStore.Shown>>> newest(
            Admin admin,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(defaultValue = "") String recipient) {
        String address = recipient.strip().toLowerCase(Locale.ROOT);
        return Envelope.of(Map.of(
                "messages",
                transactions.asSystem(
                        "messages for an administrator",
                        tx -> store.newest(tx, address, Math.clamp(limit, 1, SHOWN_MAX)))));
    }
}
