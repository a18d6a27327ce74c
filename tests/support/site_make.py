#!/usr/bin/env python3
"""The files of a check-up day, a practitioner's month and a midwife's case: one invented person for each outcome.

site_make.py FOLDER writes checkup/, treatment/ and midwife/ below it, the same bytes each time.
"""
import os
import sys

FOLDER = sys.argv[1]


def cd(b):
    """The check digit behind the digits b (Luhn)."""
    t = 0
    for i, c in enumerate(reversed(b)):
        q = int(c) * (2 if i % 2 == 0 else 1)
        t += q // 10 + q % 10
    return str((10 - t % 10) % 10)


def w(path, rows):
    path = os.path.join(FOLDER, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as out:
        out.write("\r\n".join(",".join(row) for row in rows) + "\r\n")


D = '20260120'
P = []


def p(n, kana, birth, sex, ins='06130488', sym='港１', num=None, br='01'):
    return dict(n=n, kana=kana, birth=birth, sex=sex, ins=ins, sym=sym, num=num or str(1000 + n), br=br)


people={
 'equal':p(1,'シカク　タロウ','19600101','男'), 'spelling':p(2,'カクニン　ハナコ','19550203','女',num='0002'),
 'reissue':p(3,'ニンケイ　ジロウ','19620304','男'), 'other':p(4,'テンショク　サブロウ','19700405','男'),
 'lost':p(5,'ソウシツ　シロウ','19650506','男'), 'person':p(6,'ベツジン　ゴロウ','19660607','男'),
 'expired':p(7,'キゲン　ロクロウ','19670708','男'), 'year':p(8,'ネンド　ナナコ','19680809','女'),
 'kind':p(9,'シュベツ　ヤエ','19690910','女'), 'noticket':p(10,'ケンナシ　クミ','19701011','女'),
 'noanswer':p(11,'ミカイトウ　トシコ','19711112','女'), 'twice':p(12,'チョウフク　カズオ','19721213','男'),
 'over':p(13,'コウキ　ウメ','19510120','女'), 'outside':p(14,'ケイヤク　ガイタ','19730114','男',ins='01130012',sym='１２３'),
 'conflict':p(15,'ムジュン　イチコ','19740215','女'), 'several':p(16,'ニマイ　フミ','19750316','女'),
 'provisional':p(17,'ザンテイ　マモル','19760417','男'), 'document':p(18,'ショルイ　ミセル','19770518','男'),
 'name':p(19,'カイセイ　サクラ','19780619','女'), 'guidance':p(20,'シドウ　スミレ','19790720','女'),
 'nonumber':p(21,'バンゴウ　ナシ','19800821','男'), 'young':p(22,'ワカイ　ヒトシ','19950922','男'),
 'second':p(23,'ヨブン　ケン','19810123','男'), 'unknowndigit':p(24,'シラナイ　ケタ','19820224','男'),
}
T=[['特定健診　受診券の一覧（見本。すべて架空の人）'],['券種別','整理番号','交付年月日','有効期限','保険者番号','記号','番号','枝番','氏名カナ','生年月日','性別']]
def t(k,serial=None,kind='受診券',exp='2026/3/31',**c):
    q=dict(people[k],**c)
    T.append([kind,serial if serial is not None else f'251{q["n"]:08d}','2025/4/1',exp,q['ins'],q['sym'],q['num'],q['br'],q['kana'],q['birth'],q['sex']])
for k in people:
    if k in('noticket',): continue
    if k=='expired': t(k,exp='2025/12/31')
    elif k=='year': t(k,serial='24100000008')
    elif k=='kind': t(k,serial='25200000009',kind='利用券')
    elif k=='conflict': t(k); t(k,num='9999')
    elif k=='several': t(k); t(k,serial='25500000116',kind='セット券')
    elif k=='second': t(k); t(k,serial='25500000123',kind='セット券')
    elif k=='name': t(k,kana='キュウセイ　サクラ')
    elif k=='guidance': t(k,serial='25300000020',kind='利用券')
    elif k=='nonumber': t(k,serial='25100000000')
    elif k=='unknowndigit': t(k,serial='25900000024')
    elif k=='spelling': t(k,num='2')
    elif k=='person': t(k,birth='19660608')
    else: t(k)
T[0]+=['']*(len(T[1])-1)
w('checkup/tickets.csv',T)
V=[['受診日','受付番号','カナ氏名','生年月日','性別','保険者番号','記号','番号','枝番','持参したもの','整理番号','健診・保健指導','初回面接日','書類の有効期限','番号の出所']]
def v(k,brought='マイナンバーカード',serial='',day=D,purpose='健診',first='',numbers=True,until='',suffix=''):
    q=people[k]; s=serial
    if k=='reissue': q=dict(q,num='7003')
    if k=='other': q=dict(q,ins='01130012')
    V.append([day,f'K{q["n"]:02d}{suffix}',q['kana'],q['birth'],q['sex'],q['ins'] if numbers else '',q['sym'] if numbers else '',q['num'] if numbers else '',q['br'] if numbers else '',brought,s,purpose,first,until,'資格確認書' if brought=='資格確認書' else '' ])
for k in people:
    s={'person':'25100000006','lost':'25100000005','other':'25100000004','reissue':'25100000003','second':'25100000023','name':'25100000019'}.get(k,'')
    if k=='twice': v(k,day='20250610',suffix='A'); v(k)
    elif k=='provisional': v(k,brought='資格情報のお知らせ')
    elif k=='document': v(k,brought='資格確認書',until='20290331')
    elif k=='guidance': v(k,purpose='保健指導',first='20260110')
    else: v(k,serial=s)
w('checkup/visits.csv',V)
A=[['資格確認日','照会区分','資格有効性','被保険者証区分','保険者番号','被保険者証記号','被保険者証番号','枝番','生年月日','性別','氏名カナ','資格取得年月日','資格喪失年月日','資格喪失事由']]
def a(k,day=D,val='1',by='1',lost='',reason='',**c):
    q=dict(people[k],**c)
    A.append([day,by,val,'01',q['ins'],q['sym'],q['num'],q['br'],q['birth'],{'男':'1','女':'2'}[q['sex']],q['kana'],'20200401',lost,reason])
for k in people:
    if k in('noanswer','document'): continue
    if k=='twice': a(k,day='20250610')
    if k=='reissue': a(k); A[-1][6]='7003'
    elif k=='other': a(k); A[-1][4]='01130012'
    elif k=='lost': a(k,val='2',lost='20251231',reason='03')
    elif k=='provisional': a(k,by='2')
    else: a(k)
w('checkup/answers.csv',A)
# treatment
H=['交付番号','福祉事務所名','公費負担者番号','受給者番号','対象年月','有効期間開始','有効期間終了','氏名カナ','生年月日','性別','単独併用','委託区分']
F=[('一致','フジョ　タロウ','19500101','男',dict()),('併用','ヘイヨウ　ハナ','19510202','女',dict(comb='併用')),('月違い','ツキチガイ　ジロウ','19520303','男',dict(month='202512')),('期間外','キカン　サブロウ','19530404','男',dict(end='20260110')),('未委託','ミイタク　シロウ','19540505','男',dict(cons='未委託')),('別人','ベツジン　ゴロウ','19550606','男',dict(birth='19550607')),('券なし','ケンナシ　ロクロウ','19560707','男',None),('表示なし','ヒョウジ　ナナ','19570808','女',dict(shown='')),('別事務所','ジムショ　ヤエ','19580909','女',dict(shown='別市福祉事務所')),('矛盾','ムジュン　クミ','19591010','女',dict(conflict=1)),('改姓','カイセイ　トモ','19601111','女',dict(kana='キュウセイ　トモ')),('保険','ホケン　カクニン','19700101','男','insured'),('保険未回答','ホケン　ミカイトウ','19700202','男','none')]
R=[H];VV=[['受診日','受付番号','カナ氏名','生年月日','性別','保険者番号','記号','番号','持参したもの','画面の福祉事務所名','交付番号']];AA=[A[0]]
n=0
for i,(k,kana,b,s,o) in enumerate(F,1):
    day='20260120'
    if isinstance(o,dict) or o is None:
        x=o or {}
        VV.append([day,f'S{i:02d}',kana,b,s,'','','','マイナンバーカード',x.get('shown','見本市中央福祉事務所'),str(100+i) if k in('別人','改姓') else ''])
        if o is not None:
            r=[str(100+i),'見本市中央福祉事務所','12136016',str(100000+i)+cd(str(100000+i)),x.get('month','202601'),'',x.get('end',''),x.get('kana',kana),x.get('birth',b),s,x.get('comb','単独'),x.get('cons','委託')]
            R.append(r)
            if 'conflict' in x: r2=list(r); r2[6]='20260125'; R.append(r2)
    else:
        VV.append([day,f'S{i:02d}',kana,b,s,'06130488','港１',str(2000+i),'マイナンバーカード','',''])
        if o=='insured': AA.append([day,'1','1','01','06130488','港１',str(2000+i),'',b,'1',kana,'20200401','',''])
w('treatment/tickets.csv',R);w('treatment/visits.csv',VV);w('treatment/answers.csv',AA)
# midwife
BH=['受診日','受付番号','カナ氏名','生年月日','性別','保険者番号','記号','番号','持参したもの','以前の資格の本人・家族','以前の資格の取得日','以前の資格の喪失日','以前の保険者の証明書','本人が選んだ請求先']
M=[('J01','シュッサン　ハナコ','','','','',''),('J02','イゼン　エラブ','本人','20220401','20251101','あり','以前の保険者'),('J03','エラブ　マエ','本人','20220401','20251101','',''),('J04','ショウメイ　ナシ','本人','20220401','20251101','なし','以前の保険者'),('J05','カゾク　ダッタ','家族','20220401','20251101','',''),('J06','イチネン　ミマン','本人','20250301','20251101','',''),('J07','ロッカゲツ　スギ','本人','20200401','20250701','','以前の保険者'),('J08','ミカクニン　ヒト','','','','',''),('J09','ゲンザイ　エラブ','本人','20220401','20251101','あり','現在の保険者')]
B=[BH];BA=[A[0]]
for i,(l,kana,*r) in enumerate(M,1):
    b=f'199{i%10}0101'
    B.append(['20260120',l,kana,b,'女','06130488','港１',str(3000+i),'マイナンバーカード',*r])
    if l!='J08': BA.append(['20260120','1','1','01','06130488','港１',str(3000+i),'',b,'2',kana,'20251101','',''])
w('midwife/visits.csv',B);w('midwife/answers.csv',BA)
