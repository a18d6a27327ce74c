"""Settlement archives (標準様式) of invented people, whole and broken, the same bytes each time.

As a program: archive_make.py NAME FILE writes the archive of that name; without arguments the names are listed.
"""
import io
import struct
import sys
import zipfile

OLD = "http://tokuteikenshin.jp/checkup/2007"
NEW = "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/0000161103.html"
HL7 = "urn:hl7-org:v3"
OID = "1.2.392.200119.6."
ROOT = "1311111111_00130012_202601200_1"

TARO = dict(serial="25100000011", expiry="20260331", insurer="06130488", symbol="港１", number="１２３", branch="01",
            name="シカクタロウ", birth="19600101", sex="1", day="20260120", issuer="06130488")
HANAKO = dict(serial="25500000012", expiry="20260331", insurer="00138016", symbol="", number="456", branch="",
              name="カクニンハナコ", birth="19550203", sex="2", day="20260120", issuer="00138016")
# Kind 4, the arithmetic of the reference: 8743 under a ceiling of 6520 leaves 2223, 1851 under 3400 leaves nothing.
MONEY = dict(ceiling=6520, unit=(8743, 1851), paid=(2223, 0), unit_sum=10594, paid_sum=2223, other=0, claim=8371)


def six(amount):
    return f'value="{amount:06d}" currency="JPY"'


def claim(person, namespace=NEW, money=MONEY, guidance=False, **changes):
    p = dict(person, **changes)
    m = money
    root = "healthGuidanceClaim" if guidance else "checkupClaim"
    card = "healthGuidanceCard" if guidance else "checkupCard"
    symbol = f'<symbol root="{OID}204" extension="{p["symbol"]}"/>' if p["symbol"] else ""
    branch = f'<branchCode root="{OID}211" extension="{p["branch"]}"/>' if p["branch"] else ""
    charge = "" if guidance else (f'<chargeTypeBasic code="4"><maxInsuranceLimit {six(m["ceiling"])}/></chargeTypeBasic>'
                                  f'<chargeTypeDetail code="4"><maxInsuranceLimit {six(3400)}/></chargeTypeDetail>')
    parts = "" if guidance else (f'<unitPriceBasic {six(m["unit"][0])}/><unitPriceDetail {six(m["unit"][1])}/>'
                                 f'<paymentBasic {six(m["paid"][0])}/><paymentDetail {six(m["paid"][1])}/>')
    return f'''<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="{namespace}">
<encounter><effectiveTime value="{p["day"]}"/></encounter>
<subjectPerson><insuranceCard><insurerNumber root="{OID}101" extension="{p["insurer"]}"/>{symbol}
<number root="{OID}205" extension="{p["number"]}"/>{branch}</insuranceCard>
<name>{p["name"]}</name><addr><postalCode>100-0001</postalCode></addr>
<birthTime value="{p["birth"]}"/><administrativeGender code="{p["sex"]}"/></subjectPerson>
<{card}><id root="{OID}{"210" if guidance else "209"}.1{p["issuer"]}" extension="{p["serial"]}"/>
<effectiveTime><high value="{p["expiry"]}"/></effectiveTime>{charge}</{card}>
<settlement>{parts}<unitAmount {six(m["unit_sum"])}/><paymentAmount {six(m["paid_sum"])}/>
<paymentByOtherProgram {six(m["other"])}/><claimAmount {six(m["claim"])}/></settlement>
</{root}>
'''


def result(person, guidance=False, **changes):
    p = dict(person, **changes)

    def ticket(code, oid, serial):
        return (f'<participant typeCode="HLD"><functionCode code="{code}" codeSystem="{OID}208"/>'
                f'<time><high value="{p["expiry"]}"/></time><associatedEntity classCode="IDENT">'
                f'<id root="{OID}{oid}.1{p["issuer"]}" extension="{serial}"/>'
                f'<scopingOrganization><id root="{OID}101" extension="{p["issuer"]}"/></scopingOrganization>'
                f'</associatedEntity></participant>')

    tickets = ticket(1, "209", p["serial"])
    if guidance:
        tickets = ticket(2, "210", "25300000099") + tickets
    identifiers = "".join(f'<id root="{OID}{oid}" extension="{p[key]}"/>' for oid, key in
                          (("101", "insurer"), ("204", "symbol"), ("205", "number"), ("211", "branch")) if p[key])
    return f'''<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="{HL7}">
<recordTarget><patientRole>{identifiers}<patient><name>{p["name"]}</name>
<administrativeGenderCode code="{p["sex"]}"/><birthTime value="{p["birth"]}"/></patient></patientRole></recordTarget>
{tickets}<documentationOf><serviceEvent><effectiveTime value="{p["day"]}"/></serviceEvent></documentationOf>
<component><structuredBody><component><section><entry><observation><value xsi:type="PQ" value="120" unit="mm[Hg]"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/></observation></entry></section></component></structuredBody>
</component></ClinicalDocument>
'''


def index(count, namespace=NEW):
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<index xmlns="{namespace}"><interactionType code="6"/>'
            f'<totalRecordCount value="{count:06d}"/></index>\n')


def summary(count, claim_sum, namespace=NEW):
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<summary xmlns="{namespace}"><totalSubjectCount value="{count}"/>'
            f'<totalClaimAmount {six(claim_sum)}/></summary>\n')


SCHEMA = '<?xml version="1.0"?><xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"/>\n'


def whole(claims=None, results=None, head=None, folder=ROOT + "/"):
    claims = [claim(TARO), claim(HANAKO)] if claims is None else claims
    results = [result(TARO), result(HANAKO)] if results is None else results
    files = [(folder, None)] if folder else []
    files.append(head or (folder + "ix08_V08.xml", index(len(results))))
    if claims:
        files.append((folder + "su08_V08.xml", summary(len(claims), 8371 * len(claims))))
    files += [(f"{folder}CLAIMS/c131111111120260120011{i:06d}.xml", text) for i, text in enumerate(claims, 1)]
    files += [(f"{folder}DATA/h131111111120260120011{i:06d}.xml", text) for i, text in enumerate(results, 1)]
    files.append((folder + "XSD/ix08_V08.xsd", SCHEMA))
    return files


def pack(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in files:
            entry = zipfile.ZipInfo(name, (2026, 1, 20, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if text is None else method
            entry.create_system = 0
            archive.writestr(entry, b"" if text is None else text if isinstance(text, bytes) else text.encode())
    return out.getvalue()


def one(text):
    return pack(whole([text], [result(TARO)]))


def changed(**changes):
    return one(claim(TARO, money=dict(MONEY, **changes)))


def wrong_checksum():
    data = bytearray(pack(whole(), zipfile.ZIP_STORED))
    at = data.index("シカクタロウ".encode())
    data[at + 2] ^= 1
    return bytes(data)


def encrypted():
    data = bytearray(pack(whole()))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def zip64():
    data = pack(whole())
    end = data.rindex(b"PK\x05\x06")
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 0, end)
    return data[:end] + record + struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1) + data[end:]


def twice():
    files = whole()
    return pack(files + [files[3]])


def with_result(**changes):
    return pack(whole([claim(TARO)], [result(TARO, **changes)]))


def guidance(*days):
    return pack(whole([claim(TARO, guidance=True, serial="25300000099", day=day) for day in days],
                      [result(TARO, guidance=True, day=day) for day in days]))


def odd_names(claims, results):
    return pack([(f"提出/{i}.dat", text) for i, (_, text) in enumerate(whole(claims, results)) if text])


def renamed(*pairs):
    """A claim in which elements are called otherwise than they are recalled here."""
    text = claim(TARO)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return one(text)


ARCHIVES = {
    "good": lambda: pack(whole()),
    "good-old": lambda: pack(whole([claim(TARO, OLD)], [result(TARO)], (ROOT + "/ix08_V08.xml", index(1, OLD)))),
    "good-mixed": lambda: pack(whole([claim(TARO, OLD)], [result(TARO)])),
    "good-stored": lambda: pack(whole(), zipfile.ZIP_STORED),
    "good-no-root": lambda: pack(whole(folder="")),
    "good-odd-names": lambda: pack([(f"提出/{i}.dat", text) for i, (_, text) in enumerate(whole()) if text]),
    "good-results-only": lambda: pack(whole([], [result(TARO), result(HANAKO)])),
    "good-guidance": lambda: pack(whole([claim(TARO, guidance=True, serial="25300000099")], [result(TARO, guidance=True)])),
    "sum-wrong": lambda: changed(claim=8372),
    "unit-sum-wrong": lambda: changed(unit_sum=10595, claim=8372),
    "ceiling-wrong": lambda: changed(paid=(2222, 0), paid_sum=2222, claim=8372),
    "unpadded-insurer": lambda: one(claim(TARO, insurer="6130488")),
    "unpadded-amount": lambda: one(claim(TARO).replace("002223", "2223")),
    "mixed-width": lambda: one(claim(TARO, symbol="港１2")),
    "mixed-width-card": lambda: one(claim(TARO, symbol="１２", number="345")),
    "other-year": lambda: one(claim(TARO, serial="24100000011")),
    "wrong-digit": lambda: one(claim(TARO, serial="25200000011")),
    "expired": lambda: one(claim(TARO, expiry="20251231")),
    "no-expiry": lambda: one(claim(TARO).replace('<effectiveTime><high value="20260331"/></effectiveTime>', "")),
    "other-issuer": lambda: one(claim(TARO, issuer="01130012")),
    "no-number": lambda: one(claim(TARO, number="")),
    "bad-birth": lambda: one(claim(TARO, birth="19600231")),
    "total-wrong": lambda: pack(whole(head=(ROOT + "/ix08_V08.xml", index(3)))),
    "unknown-namespace": lambda: pack(whole() + [(ROOT + "/DATA/x.xml", claim(TARO, "urn:example"))]),
    "broken-xml": lambda: pack(whole() + [(ROOT + "/DATA/x.xml", claim(TARO)[:-20])]),
    "document-type": lambda: pack(whole() + [(ROOT + "/DATA/x.xml", '<!DOCTYPE a [<!ENTITY b "c">]>' + SCHEMA[21:])]),
    "individual-number": lambda: pack(whole() + [(ROOT + "/DATA/x.xml", result(TARO, name="123456789018"))]),
    "same-serial": lambda: pack(whole([claim(TARO), claim(HANAKO, serial=TARO["serial"], insurer=TARO["insurer"],
                                                           issuer=TARO["insurer"])],
                                      [result(TARO), result(HANAKO, serial=TARO["serial"], insurer=TARO["insurer"],
                                                            issuer=TARO["insurer"])])),
    "same-serial-results": lambda: pack(whole([], [result(TARO), result(TARO, day="20260121")])),
    "same-serial-insurers": lambda: pack(whole([claim(TARO), claim(HANAKO, serial=TARO["serial"])],
                                               [result(TARO), result(HANAKO, serial=TARO["serial"])])),
    "shared-number": lambda: pack(whole([claim(TARO, serial="25100000000"),
                                         claim(HANAKO, serial="25100000000", insurer=TARO["insurer"],
                                               issuer=TARO["insurer"])],
                                        [result(TARO, serial="25100000000"),
                                         result(HANAKO, serial="25100000000", insurer=TARO["insurer"],
                                                issuer=TARO["insurer"])])),
    "guidance-two-days": lambda: guidance("20260120", "20260121"),
    "guidance-twice": lambda: guidance("20260120", "20260120"),
    "result-width": lambda: with_result(symbol="港1", number="123", name="ｼｶｸ ﾀﾛｳ"),
    "result-serial": lambda: with_result(serial="25100000021"),
    "result-insurer": lambda: with_result(insurer="01130012", issuer="01130012"),
    "result-symbol": lambda: with_result(symbol="港２"),
    "result-no-symbol": lambda: with_result(symbol=""),
    "result-number": lambda: with_result(number="１２４"),
    "result-branch": lambda: with_result(branch="02"),
    "result-name": lambda: with_result(name="カクニンハナコ"),
    "result-birth": lambda: with_result(birth="19600102"),
    "result-sex": lambda: with_result(sex="2"),
    "result-missing": lambda: pack(whole([claim(TARO), claim(HANAKO)], [result(TARO)])),
    "claim-missing": lambda: pack(whole([claim(TARO)], [result(TARO), result(HANAKO)])),
    "odd-names-serial": lambda: odd_names([claim(TARO)], [result(TARO, serial="25100000021")]),
    "odd-names-nobody": lambda: odd_names([claim(TARO)], [result(HANAKO)]),
    "other-money-names": lambda: renamed(("unitAmount", "unitPriceSum"), ("paymentAmount", "paymentSum"),
                                         ("claimAmount", "claimSum")),
    "other-money-part": lambda: renamed(("settlement>", "payment>")),
    "other-total-names": lambda: pack([(name, text and text.replace("totalClaimAmount", "claimAmountTotal").replace(
        "totalSubjectCount", "subjects").replace("totalRecordCount", "records")) for name, text in whole()]),
    "other-guidance-root": lambda: pack(whole([claim(TARO), claim(TARO, guidance=True, serial="25300000099").replace(
        "healthGuidanceClaim", "guidance")], [result(TARO)])),
    "nothing": lambda: pack([("a.txt", "a"), ("XSD/a.xsd", SCHEMA)]),
    "cut": lambda: pack(whole())[:-30],
    "cut-early": lambda: pack(whole())[:500],
    "wrong-checksum": wrong_checksum,
    "encrypted": encrypted,
    "zip64": zip64,
    "twice": twice,
    "path-up": lambda: pack(whole() + [("a/../../b.xml", claim(TARO))]),
    "path-root": lambda: pack(whole() + [("/etc/b.xml", claim(TARO))]),
    "path-drive": lambda: pack(whole() + [("C:b.xml", claim(TARO))]),
    "bomb": lambda: pack(whole() + [("b.xml", b"<a>" + b" " * (4 << 20) + b"</a>")]),
    "bomb-entries": lambda: pack([(f"{i}.xml", "") for i in range(50001)]),
    "bomb-bytes": lambda: pack(whole() + [("b.xml", bytes(range(256)) * (33 << 10))]),
}

if __name__ == "__main__":
    if len(sys.argv) != 3:
        print("\n".join(ARCHIVES))
        sys.exit(0)
    with open(sys.argv[2], "wb") as out:
        out.write(ARCHIVES[sys.argv[1]]())
