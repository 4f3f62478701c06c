package studio.atelier.platform.mail.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.Signals;
import studio.atelier.platform.mail.Message;
import studio.atelier.platform.mail.Outbox;
import studio.atelier.platform.mail.Sender;

/// Works off the messages that are due, one after the other, woken by each commit and now and then by
/// itself. Thread-safe.
final class Dispatcher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    /// The net beneath the signals, and how exactly a later try keeps its time.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(20);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(15);

    private final Transactions transactions;
    private final MessageStore store;
    private final Signals signals;
    private final @Nullable Sender mail;
    private final @Nullable Sender sms;
    private final Semaphore wake = new Semaphore(0);
    private volatile @Nullable Thread worker;

    /// Each sender null where nothing leaves by that channel.
    record Senders(@Nullable Sender mail, @Nullable Sender sms) {}

    Dispatcher(Transactions transactions, MessageStore store, Signals signals, Senders senders) {
        this.transactions = transactions;
        this.store = store;
        this.signals = signals;
        this.mail = senders.mail();
        this.sms = senders.sms();
    }

    @Override
    public void start() {
        if (mail == null && sms == null) {
            return;
        }
        signals.on(Outbox.SIGNAL, wake::release);
        worker = Thread.ofVirtual().name("messages").start(this::run);
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                while (sendNext()) {
                    log.debug("a message was handled");
                }
                if (wake.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException failure) {
                log.warn("messages wait, trying again: {}", failure.getMessage());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return false when nothing is due
    boolean sendNext() {
        Optional<MessageStore.Taken> taken = transactions.asSystem("message", store::take);
        if (taken.isEmpty()) {
            return false;
        }
        MessageStore.Taken message = taken.get();
        Sender sender = switch (message.message()) {
            case Message.Email _ -> mail;
            case Message.Sms _ -> sms;
        };
        Sender.Delivery delivery = sender == null
                ? new Sender.Delivery.Refused("Nothing sends messages of this kind; see ATELIER_MAIL and ATELIER_SMS.")
                : sender.send(message.message());
        transactions.asSystem("message", tx -> {
            switch (delivery) {
                case Sender.Delivery.Sent() -> store.sent(tx, message.id());
                case Sender.Delivery.Refused(String reason) -> failed(tx, message, reason);
                case Sender.Delivery.Delayed(String reason) -> {
                    if (message.attempts() >= MessageStore.ATTEMPTS_MAX) {
                        failed(tx, message, reason);
                    } else {
                        // 15 s, 30 s, 1, 2, 4 minutes: a code lives an hour, and nobody waits so long for it.
                        store.delayed(
                                tx, message.id(), FIRST_WAIT.multipliedBy(1L << (message.attempts() - 1)), reason);
                    }
                }
            }
            return true;
        });
        return true;
    }

    private void failed(studio.atelier.platform.database.Tx tx, MessageStore.Taken message, String reason) {
        log.warn("message {} was not sent: {}", message.id(), reason);
        store.failed(tx, message.id(), reason);
    }

    @Override
    public void stop() {
        Thread running = worker;
        if (running != null) {
            running.interrupt();
            worker = null;
        }
    }

    @Override
    public boolean isRunning() {
        return worker != null;
    }
}
