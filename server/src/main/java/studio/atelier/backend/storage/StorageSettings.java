package studio.atelier.backend.storage;

import java.time.Duration;
import studio.atelier.platform.settings.SettingsReader;

/// @param collectEvery how often unreferenced bytes are looked for
/// @param collectGrace how long bytes that nothing points to are kept; far longer than any run takes
///     between storing its result and settling
/// @param trashKeep    how long removed objects can be restored; zero for no trash
/// @param freeMin      bytes that stay free on the disk; below it new files are refused
/// @param objectBytesMax of one object that a client uploads, where its bucket says nothing less
/// @param quotas       of all objects of one owner
public record StorageSettings(
        Duration collectEvery,
        Duration collectGrace,
        Duration trashKeep,
        long freeMin,
        long objectBytesMax,
        Quotas.Limits quotas) {

    public static StorageSettings read(SettingsReader settings) {
        return new StorageSettings(
                settings.duration(
                        "ATELIER_STORAGE_COLLECT_EVERY",
                        Duration.ofHours(1),
                        Duration.ofMinutes(1),
                        Duration.ofDays(7),
                        "How often files that nothing points to are removed."),
                settings.duration(
                        "ATELIER_STORAGE_COLLECT_GRACE",
                        Duration.ofHours(24),
                        Duration.ofMinutes(10),
                        Duration.ofDays(30),
                        "How long files that nothing points to are kept before they are removed."),
                settings.duration(
                        "ATELIER_STORAGE_TRASH_KEEP",
                        Duration.ofDays(7),
                        Duration.ZERO,
                        Duration.ofDays(365),
                        "How long files that somebody removed can be restored. 0s: no trash."),
                settings.bytes(
                        "ATELIER_STORAGE_FREE_MIN",
                        "256MB",
                        0,
                        1L << 40,
                        "Room that stays free on the disk of the objects; below it new files are refused."),
                settings.bytes(
                        "ATELIER_STORAGE_OBJECT_MAX",
                        "5GB",
                        1_024,
                        5L << 40,
                        "Largest object that clients of /storage/v1 may upload; buckets may allow less."),
                new Quotas.Limits(
                        settings.bytes(
                                "ATELIER_STORAGE_PERSON_MAX",
                                "0",
                                0,
                                1L << 50,
                                "What the files of one person may have together, uploads and results; beyond, uploads and"
                                        + " generations that end in files are refused. 0: no limit."),
                        settings.bytes(
                                "ATELIER_STORAGE_ORGANISATION_MAX",
                                "0",
                                0,
                                1L << 50,
                                "What the files of one organisation may have together, uploads and results; beyond, uploads and"
                                        + " generations that end in files are refused. 0: no limit.")));
    }
}
