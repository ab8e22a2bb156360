/** Owns the plain words for every item of a message that leaves the customer's site, in German. */
import type { DISCLOSURE as ENGLISH } from '../en/disclosure.ts'

export const DISCLOSURE: typeof ENGLISH = {
  leaves: 'Das verlässt den Standort des Kunden:',
  isNotInIt: 'Das ist nicht enthalten:',
  notGiven: 'nicht angegeben',
  hashes:
    'Ein Hash verbirgt einen Wert nur vor jemandem, der ihn nicht erraten kann. Wer einen Wert vermutet oder alle MAC-Adressen eines Herstellers durchprobiert, kann ihn finden.',
  values: {
    request: bytes => `Aktivierungsanfrage, ${bytes} Bytes`,
    receipt: bytes => `Beleg einer Deaktivierung, ${bytes} Bytes`,
    code: 'Anfragecode, 30 Zeichen',
    signature: '64 Bytes',
    codeProof: '30 Bit',
    check: '10 Bit',
    yes: 'ja',
    no: 'nein',
  },
  meanings: {
    all: 'alles darin ist hier aufgelistet',
    key: 'die ersten zwei der sechs Gruppen des Aktivierungsschlüssels; die anderen vier sind nicht enthalten',
    product: 'die Kennung des Produkts, wie in seinem Kit',
    made: 'die Zeit, nach der Uhr jenes Computers',
    installationKey: kid =>
      `die öffentliche Hälfte eines Zufallsschlüssels, der auf jenem Computer nur für dieses Produkt erzeugt wurde; seine Kennung ${kid} steht bei der Signatur`,
    counted: 'welche dieser Merkmale zählen, um Computer zu unterscheiden',
    virtual: 'worin der Computer läuft (eine virtuelle Maschine oder ein Container)',
    workload: 'der Name, den der Standort einem Container statt eines Computers gibt; im Klartext',
    version: 'die Version des Programms, das die Anfrage erstellt',
    proof:
      'zeigt, dass der Anfragende den ganzen Aktivierungsschlüssel kennt, der sich daraus nicht ableiten lässt',
    signature:
      'mit der privaten Hälfte des Installationsschlüssels erstellt, die auf jenem Computer bleibt; niemand kann die Nachricht unterwegs verändern',
    activation: 'die Nummer der Aktivierung aus der Lizenz: Sie wird zurückgegeben',
    deactivated: 'wann die Lizenz auf jenem Computer endete, nach seiner Uhr',
    codeProof:
      'bei einer Aktivierung per Code: zeigt, dass die Installation den ganzen Aktivierungsschlüssel kannte, der sich daraus nicht ableiten lässt',
    computerId: '64 Bit im Code: ein Hash aller Merkmale zusammen, nur für dieses Produkt',
    readings: 'wie viele davon gezählt werden',
    isVirtual: 'ob der Computer eine virtuelle Maschine oder ein Container ist',
    check: 'findet Tippfehler',
  },
  reading: (what, value) =>
    `ein Hash, nur für dieses Produkt, von: ${what}${value === undefined ? '' : ` ("${value}", bleibt hier)`}`,
  unknownReading: 'ein Merkmal, das hier nicht bekannt ist',
  readings: {
    'install-id': 'Nummer, die das Betriebssystem bei seiner Installation bekam',
    'system-uuid': 'Nummer der Hauptplatine oder der virtuellen Maschine',
    'board-serial': 'Seriennummer der Hauptplatine',
    'disk-serial': 'Seriennummer einer eingebauten Festplatte',
    'mac-address': 'Adresse eines eingebauten Netzwerkadapters',
    'cpu-model': 'Name des Prozessors',
    workload: 'Name, den der Standort einem Container gibt',
  },
  stays: {
    'key-rest': 'die anderen vier Gruppen des Aktivierungsschlüssels',
    'readings-clear': 'Seriennummern, MAC-Adressen und andere Merkmale im Klartext',
    names: 'Namen: des Computers, von Personen, der Organisation',
    others: 'IP-Adressen, Dateien, andere Software, und wozu das Programm verwendet wird',
    'all-readings': 'Merkmale des Computers, auch nicht als Hashes',
    'key-and-license': 'der Aktivierungsschlüssel und die Lizenz',
    'single-readings': 'jedes einzelne Merkmal des Computers, auch nicht als Hash',
    'request-itself': 'Installationsschlüssel, Signatur und Zeit: Sie stehen in der Anfrage, die hier bleibt',
  },
}
