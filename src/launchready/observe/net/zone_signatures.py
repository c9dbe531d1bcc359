"""Verifies DNSSEC as a resolver does: whether a zone's keys are the ones its parent vouches for, and what they signed."""

from typing import TYPE_CHECKING, cast

from launchready.observe.net import denying, validating

if TYPE_CHECKING:
    from dns.rdtypes.ANY.DS import DS


def verified(
    zone: str, parent: bytes, keys: bytes, others: dict[tuple[str, str], bytes], *, nobody: str = ""
) -> validating.Verified:
    """Whether the zone's keys hang on the parent's word, and whether they signed what is served with them.

    Args:
        zone: its name.
        parent: the answer to a question for DS.
        keys: one server's answer to a question for DNSKEY.
        others: the same server's answers by name and type; that there is nothing has to be proved.
        nobody: the name among them that was made up.

    Raises:
        MessageError: one of them cannot be read.
    """
    import dns.dnssec  # noqa: PLC0415 - takes a second to import, and few zones are signed
    import dns.name  # noqa: PLC0415 - the same

    done = validating.Verified()
    found, signatures = validating.records_of(validating.read(keys), zone, "DNSKEY")
    zone_keys = validating.of_zone(found)
    done.keys = tuple(sorted(dns.dnssec.key_id(one) for one in zone_keys))
    known, _ = validating.records_of(validating.read(parent), zone, "DS")
    wanted = validating.usable(cast("list[DS]", list(known or ())))
    tags = ", ".join(sorted({str(one.key_tag) for one in wanted}))
    if not found or not zone_keys:
        done.faults.append(f"it has no DNSKEY, and the parent vouches for key {tags}")
        return done
    at = dns.name.from_text(zone)
    anchors = [key for key in zone_keys if any(validating.is_of(key, ds, at) for ds in wanted)]
    if not anchors:
        had = ", ".join(map(str, done.keys))
        done.faults.append(f"the parent vouches for key {tags}, and the zone has {had}")
        return done
    validating.judge(done, found, signatures, validating.Ring(at, anchors))
    ring = validating.Ring(at, zone_keys)
    if done.faults or done.unread:
        return done
    for (name, kind), data in others.items():
        message = validating.read(data)
        records, signatures = validating.records_of(message, name, kind)
        if not records:
            records, signatures = validating.records_of(message, name, "CNAME")
        mine = [one for one in signatures if one.signer == at]
        if not records:
            denying.judge(done, message, dns.name.from_text(name), kind, ring, made_up=name == nobody)
        # Below the zone's own name, what has no signature of the zone's may be a part of it that is left to others.
        elif mine or name == zone:
            validating.judge(done, records, mine, ring)
            denying.judge_wildcard(done, message, records, mine, ring)
    return done
