/// Channels: who joined which topic, what they may do there, and what is told to them.
@NullMarked
package studio.atelier.backend.realtime.channel;

import org.jspecify.annotations.NullMarked;
